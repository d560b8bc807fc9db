import Logging
import Seams

/// Forms that somebody deletes after their documents were begun: Yida tells of none, and lists none. They are seen by what a
/// listing lacks.
///
/// A listing may lack more than what was deleted: each form that is missing is read before it is believed to be gone, and
/// when very many are, none of them is.
extension YidaReader {
    /// Forms read in one look because a listing lacks them; the newest first.
    private static let readsMax = 500
    /// A listing by the time of the last change begins so much before the oldest form that it must show: a form becomes
    /// known some time after its last change.
    private static let reserve = Duration.seconds(7 * 86_400)

    private func cursor(of form: YidaForm) -> String { "deleted \(form.flow)" }

    /// Whether it is time to look.
    func isDeletionDue(of form: YidaForm) async throws -> Bool {
        guard let last = try await store.position(of: cursor(of: form)) else { return true }
        return time.now - last >= settings.deletedEvery
    }

    /// Looks for deleted forms, and tells their items.
    func lookForDeleted(_ form: YidaForm, _ term: LeadershipTerm) async throws {
        let now = time.now
        let oldest = now - settings.deletedWithin
        let known = try await store.begunForms(of: form.flow, since: oldest)
        if !known.isEmpty {
            var listed: Set<String> = []
            // Whatever is changed while it is listed shall stay in the window.
            let start = oldest - settings.lookback - YidaReader.reserve
            try await walk(form, from: start, through: now + .seconds(86_400)) { forms in
                for form in forms { listed.insert(form.id) }
            }
            let gone = try await confirm(known.filter { !listed.contains($0) }, of: form)
            try await deleted(gone, of: form)
        }
        try await store.advance(cursor: cursor(of: form), to: now, under: term)
    }

    /// Those of the missing forms that are gone indeed.
    private func confirm(_ missing: [String], of form: YidaForm) async throws -> [String] {
        var gone: [String] = []
        for instance in missing.prefix(YidaReader.readsMax) {
            do {
                _ = try await gate.read(.readForm, lane: form.lane) { [yida] in try await yida.form(instance, of: form)
                }
            } catch PlatformFailure.notFound {
                gone.append(instance)
            }
            guard gone.count <= settings.deletedMost else {
                throw TooManyDeleted(form: form.id, most: settings.deletedMost)
            }
        }
        return gone
    }

    /// Tells the items of deleted forms, as far as their documents are begun. Each asks Yida once more.
    func deleted(_ instances: [String], of form: YidaForm) async throws {
        guard !instances.isEmpty else { return }
        let told = try await store.formsDeleted(instances, of: routes, flow: form.flow, at: time.now)
        guard told > 0 else { return }
        logger.warning("found deleted forms with documents", metadata: ["form": "\(form.id)", "items": "\(told)"])
        documents.wake()
    }
}

/// So many forms are gone at once that it is no person's doing, perhaps.
struct TooManyDeleted: Error, CustomStringConvertible {
    let form: String
    let most: Int

    var description: String {
        "more than \(most) forms of \(form) with documents cannot be found any more; nothing is done about them: see whether "
            + "yida.user may still see them, or raise yida.deletedMost"
    }
}
