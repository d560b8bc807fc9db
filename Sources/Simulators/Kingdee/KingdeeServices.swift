import Seams

/// What all operations work with.
final class KingdeeServices: Sendable {
    let world: KingdeeWorld
    let time: any Time
    let randomness: any Randomness
    let history: History
    let documents: DocumentStore
    let sessions: SessionStore
    let access: AccessStore
    let tasks = PollingTasks()

    /// The forms of the world.
    var forms: FormCatalog { documents.forms }

    init(world: KingdeeWorld, time: any Time, randomness: any Randomness, history: History) {
        self.world = world
        self.time = time
        self.randomness = randomness
        self.history = history
        documents = DocumentStore(world: world, now: time.now)
        sessions = SessionStore(randomness: randomness, world: world.number)
        access = AccessStore(world: world)
    }

    /// The services of a world that begins with what `parent` has now, or began with.
    init(
        forking parent: KingdeeServices, fromItsStart: Bool, as identity: WorldIdentity, randomness: any Randomness,
        history: History
    ) {
        var world = parent.world
        world.take(identity)
        self.world = world
        time = parent.time
        self.randomness = randomness
        self.history = history
        documents = DocumentStore(forking: parent.documents, fromItsStart: fromItsStart)
        sessions = SessionStore(randomness: randomness, world: world.number)
        access = AccessStore(forking: parent.access, fromItsStart: fromItsStart, as: world)
    }

    /// The form called `id`, regardless of case; nil when the fake does not carry it.
    func form(_ id: String) -> KingdeeForm? { forms.form(id) }

    /// The organisation with a number, the tenant's own for an empty one; nil when there is none.
    func organization(_ number: String) -> (id: Int64, name: String)? {
        guard let form = form("ORG_Organizations") else { return nil }
        let record = documents.transact {
            $0.books[form.position].first(number: number.isEmpty ? world.organization : number)
        }
        return record.map { ($0.id, $0.name(in: form)) }
    }

    /// The internal id of a user.
    func userID(_ account: String) -> Int64 {
        guard let form = form("SEC_User") else { return PresetBaseData.userID }
        return documents.transact { $0.books[form.position].first(number: account)?.id } ?? PresetBaseData.userID
    }
}
