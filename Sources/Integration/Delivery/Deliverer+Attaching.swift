import Crypto
import Seams

/// Moving files: one block at a time, each step durable before the next is begun.
extension Deliverer {
    /// Does the next thing for the document's files.
    func attach(_ work: inout DeliveryWork) async throws -> DeliveryAction {
        guard let rule = work.route.attachments, let document = work.machine.progress.document else {
            return work.machine.filesAreOn()
        }
        guard files != nil else { return work.machine.fileFailed("this core has nothing to move files by") }
        if work.transfer == nil {
            let known = try await files(of: work, by: rule)
            guard known.contains(where: { !$0.isOver || $0.document != document.id }) else {
                return work.machine.filesAreOn()
            }
            guard let place = lane.enter() else { return .pause(.until(time.now + Deliverer.lanePause, .retry)) }
            var transfer = FileTransfer(files: known, place: place)
            for index in transfer.files.indices {
                transfer.files[index].isBound(for: document.id)
                transfer.files[index].resumed()
                transfer.change(index)
            }
            work.transfer = transfer
            // The document's id is durable before the long work begins.
            try await storeIntent(&work)
        }
        guard let transfer = work.transfer, let index = transfer.next else { return work.machine.filesAreOn() }
        let file = transfer.files[index]
        if file.state == .unknown { return await lookUp(file: index, &work) }
        if let reason = rule.refusal(of: file) { return give(up: index, reason, rule, &work) }
        guard transfer.blocks < TransferLane.blocksInARow else { return .pause(.until(time.now, .retry)) }
        return try await moveBlock(of: index, rule, &work)
    }

    private static let lanePause = Duration.seconds(1)
    private static let deadLinksMax = 3

    /// The files that the instance names, each as far as it got.
    private func files(of work: DeliveryWork, by rule: AttachmentRule) async throws -> [CarriedFile] {
        let named = try await store.body(of: work.item.id).instance?.files(by: rule) ?? []
        guard !named.isEmpty else { return [] }
        var stored = try await store.files(of: work.item.id)
        var free = (stored.map(\.position).max() ?? -1) + 1
        return named.map { file in
            // A person who mends an instance may take files out or put others in.
            if let index = stored.firstIndex(where: { $0.identity == file.identity }) {
                var known = stored.remove(at: index)
                known.source = file.source
                return known
            }
            var file = file
            file.position = free
            free += 1
            return file
        }
    }

    /// Keeps the hash of what was read until the document's turn comes again.
    func keepHash(of work: DeliveryWork) {
        guard let transfer = work.transfer, let index = transfer.next, transfer.running.bytes > 0 else { return }
        lane.keep(transfer.running, for: work.hashKey(index))
    }

    private func moveBlock(
        of index: Int, _ rule: AttachmentRule, _ work: inout DeliveryWork
    ) async throws -> DeliveryAction {
        guard let file = work.transfer?.files[index] else { return .attach }
        if file.done > 0, work.transfer?.running.bytes == 0, let kept = lane.takeHash(for: work.hashKey(index)) {
            work.transfer?.running = kept
        }
        // What an earlier life sent is read once more, for the hash alone.
        let start = min(file.done, work.transfer?.running.bytes ?? 0)
        if !work.hasPart(from: start) {
            if let action = try await read(from: start, of: index, rule, &work) { return action }
        }
        guard let part = work.transfer?.part, let size = work.transfer?.files[index].size else { return .attach }
        guard start == file.done else {
            let rest = Int(min(Int64(part.bytes.count), file.done - start))
            work.transfer?.hash(part.bytes.prefix(rest))
            work.transfer?.part = nil
            return .attach
        }
        let (count, isLast) = file.nextBlock(of: size, most: policy.blockBytes)
        let offset = Int(start - part.start)
        guard offset + count <= part.bytes.count else {
            work.transfer?.part = nil
            return .attach
        }
        return try await send(Array(part.bytes[offset..<offset + count]), isLast: isLast, of: index, rule, &work)
    }

    // MARK: From DingTalk

    /// Where the document's files come from.
    private func fileSource(of work: DeliveryWork) -> (any AttachmentSource)? {
        switch work.route.source {
        case .approvals: files?.source
        case .yida(let form): yida?.files(of: form)
        }
    }

    /// Reads a part; nil when it is there.
    private func read(
        from start: Int64, of index: Int, _ rule: AttachmentRule, _ work: inout DeliveryWork
    ) async throws -> DeliveryAction? {
        guard let source = fileSource(of: work), let file = work.transfer?.files[index] else { return .attach }
        guard let link = work.transfer?.link else { return await getLink(to: index, source, rule, &work) }
        if let held = gate.admit(.downloadFile) { return work.machine.held(until: held.until, held.reason) }
        try await renewLease(&work)
        let (bytes, timeout) = (policy.blockBytes, policy.uploadTimeout)
        let result = await gate.call(.downloadFile, within: policy.uploadLimit) {
            try await source.filePart(link, from: start, bytes: bytes, timeout: timeout)
        }
        switch result {
        case .failure(.sessionLost(let reason)):
            work.transfer?.link = nil
            // Nobody makes another address for a picture.
            if file.kind == .picture { return give(up: index, "its address is not good any more", rule, &work) }
            work.transfer?.deadLinks += 1
            guard work.transfer?.deadLinks ?? 0 >= Deliverer.deadLinksMax else { return .attach }
            work.transfer?.deadLinks = 0
            return work.machine.fileWaits(.transient(reason: reason), of: .dingTalk, at: time.now)
        case .failure(let failure): return readFailed(failure, index, rule, &work)
        case .success(let part):
            // Whatever stands in front of the store may answer with a text of its own.
            if file.kind == .picture, part.isPage {
                let reason = "a page or a message came in place of the picture"
                return work.machine.fileWaits(.transient(reason: reason), of: .dingTalk, at: time.now)
            }
            let expected = file.done > 0 ? file.size ?? file.stated : file.stated
            if part.isWhole, expected > 0, part.size != expected {
                let reason = "its store sent \(part.size) bytes instead of \(expected)"
                return work.machine.fileWaits(.transient(reason: reason), of: .dingTalk, at: time.now)
            }
            guard part.size > 0 else { return give(up: index, "it is empty", rule, &work) }
            if let reason = rule.refusal(ofSize: part.size) { return give(up: index, reason, rule, &work) }
            guard file.size ?? part.size == part.size || file.done == 0 else {
                return give(up: index, "it changed while it was carried over", rule, &work)
            }
            work.transfer?.files[index].size = part.size
            work.transfer?.deadLinks = 0
            work.transfer?.part = (start, part.bytes)
            return nil
        }
    }

    private func getLink(
        to index: Int, _ source: any AttachmentSource, _ rule: AttachmentRule, _ work: inout DeliveryWork
    ) async -> DeliveryAction {
        guard let file = work.transfer?.files[index] else { return .attach }
        guard file.kind != .picture else {
            if let reason = source.refusal(ofPicture: file.source) { return give(up: index, reason, rule, &work) }
            work.transfer?.link = file.source
            return .attach
        }
        let (instance, lane) = (work.item.key.instance, work.route.source.lane)
        if let held = gate.admit(.grantFile, lane: lane) { return work.machine.held(until: held.until, held.reason) }
        let result = await gate.call(.grantFile, lane: lane) {
            try await source.fileLink(file.source, of: instance, isRecorded: file.kind == .record)
        }
        switch result {
        case .failure(let failure): return readFailed(failure, index, rule, &work)
        case .success(let link):
            work.transfer?.link = link
            return .attach
        }
    }

    private func readFailed(
        _ failure: PlatformFailure, _ index: Int, _ rule: AttachmentRule, _ work: inout DeliveryWork
    ) -> DeliveryAction {
        switch failure {
        case .rejected, .notFound, .duplicateNumber: give(up: index, "\(failure)", rule, &work)
        case .notSent, .outcomeUnknown, .throttled, .transient, .sessionLost, .logInRefused:
            work.machine.fileWaits(failure, of: .dingTalk, at: time.now)
        }
    }

    // MARK: To Kingdee

    private func send(
        _ bytes: [UInt8], isLast: Bool, of index: Int, _ rule: AttachmentRule, _ work: inout DeliveryWork
    ) async throws -> DeliveryAction {
        guard let ports = files, let document = work.machine.progress.document else { return .attach }
        if let held = gate.admit(.uploadFile) { return work.machine.held(until: held.until, held.reason) }
        if work.transfer?.running.bytes == work.transfer?.files[index].done { work.transfer?.hash(bytes[...]) }
        let hash = work.transfer?.running.hash.hexadecimal
        if isLast { work.transfer?.files[index].hash = hash }
        work.transfer?.files[index].blockStarts(isLast: isLast, at: time.now)
        work.transfer?.change(index)
        try await storeIntent(&work)
        guard let file = work.transfer?.files[index] else { return .attach }
        let block = FileBlock(
            form: work.route.form, document: document.id, number: document.number, name: file.name, alias: file.alias,
            file: file.file, bytes: bytes, isLast: isLast)
        let timeout = policy.uploadTimeout
        let result = await gate.call(.uploadFile, within: policy.uploadLimit) {
            try await ports.target.upload(block, timeout: timeout)
        }
        work.transfer?.blocks += 1
        switch result {
        case .success(let taken):
            work.machine.fileMoved()
            if isLast {
                work.transfer?.files[index].bound(as: taken.attachment ?? "")
                work.transfer?.change(index, deed: "attach file to")
                work.transfer?.startOver()
            } else {
                work.transfer?.files[index].blockTaken(bytes: bytes.count, file: taken.file)
                work.transfer?.change(index)
            }
            return .attach
        case .failure(let failure):
            let next = work.transfer?.files[index].blockFailed(failure, at: time.now, policy) ?? .goOn
            return follow(next, failure, index, rule, &work)
        }
    }

    /// Looks for a file whose last block's outcome is unknown.
    private func lookUp(file index: Int, _ work: inout DeliveryWork) async -> DeliveryAction {
        guard let ports = files, let rule = work.route.attachments, let file = work.transfer?.files[index] else {
            return .attach
        }
        if let held = gate.admit(.findFile) { return work.machine.held(until: held.until, held.reason) }
        let (form, document) = (work.route.form, file.document)
        switch await gate.call(.findFile, { try await ports.target.boundFiles(form: form, document: document) }) {
        case .failure(let failure):
            switch failure {
            case .rejected, .notFound, .duplicateNumber:
                return work.machine.fileIsUncertain(
                    "nobody can find out whether \(file.place) is on the document: \(failure)")
            case .notSent, .outcomeUnknown, .throttled, .transient, .sessionLost, .logInRefused:
                return work.machine.fileWaits(failure, of: .kingdee, at: time.now)
            }
        case .success(let bound):
            let next = work.transfer?.files[index].lookedUp(bound, at: time.now, policy) ?? .goOn
            let isBound = work.transfer?.files[index].state == .bound
            if isBound { work.transfer?.change(index, deed: "find file on") }
            if isBound { work.transfer?.startOver() }
            return follow(next, nil, index, rule, &work)
        }
    }

    // MARK: What follows

    private func follow(
        _ next: CarriedFile.Next, _ failure: PlatformFailure?, _ index: Int, _ rule: AttachmentRule,
        _ work: inout DeliveryWork
    ) -> DeliveryAction {
        let isUnknown = work.transfer?.files[index].state == .unknown
        work.transfer?.change(index, deed: isUnknown && next == .lookUp ? "lose sight of file to" : nil)
        switch next {
        case .goOn: return .attach
        case .again(let step):
            work.transfer?.startOver()
            return work.machine.fileBeginsAnew(step: step)
        case .lookUp: return .attach
        case .settle(let until): return work.machine.fileSettles(until: until)
        case .wait:
            let reason = failure ?? .transient(reason: "")
            return work.machine.fileWaits(reason, of: .kingdee, at: time.now)
        case .fail(let reason): return give(up: index, reason, rule, &work)
        }
    }

    /// The document does without the file, or stops.
    private func give(
        up index: Int, _ reason: String, _ rule: AttachmentRule, _ work: inout DeliveryWork
    ) -> DeliveryAction {
        guard let file = work.transfer?.files[index] else { return .attach }
        work.transfer?.startOver()
        guard rule.isRequired else {
            work.transfer?.files[index].leftOut(reason)
            work.transfer?.change(index, deed: "leave file out of")
            return .attach
        }
        work.transfer?.files[index].givenUp(reason)
        work.transfer?.change(index)
        return work.machine.fileFailed("\(file.place) cannot be carried over: \(reason)")
    }

    /// Why a finished document lacks files, for people; nil when it lacks none.
    func lackingFiles(_ work: DeliveryWork) async throws -> String? {
        guard work.route.attachments != nil, work.machine.progress.state == .done else { return nil }
        let files = try await store.files(of: work.item.id)
        let missing = files.filter { $0.state == .leftOut }
        guard !missing.isEmpty else { return nil }
        let reasons = missing.map { "\($0.place): \($0.reason ?? "")" }.joined(separator: "; ")
        return "\(missing.count) of \(files.count) files left out; \(reasons)"
    }

    /// Reading what was sent already takes no step of its own, and may take long.
    private func renewLease(_ work: inout DeliveryWork) async throws {
        guard let lease = work.item.lease, lease - time.now < policy.uploadLimit + policy.settle else { return }
        try await storeIntent(&work)
    }
}

extension DeliveryWork {
    fileprivate func hashKey(_ index: Int) -> TransferLane.Key {
        TransferLane.Key(item: item.id, position: index, restarts: transfer?.files[index].restarts ?? 0)
    }

    fileprivate func hasPart(from start: Int64) -> Bool {
        guard let part = transfer?.part else { return false }
        return part.start <= start && start < part.start + Int64(part.bytes.count)
    }
}

extension FileTransfer {
    fileprivate mutating func hash(_ bytes: ArraySlice<UInt8>) {
        running.hash.update(data: Array(bytes))
        running.bytes += Int64(bytes.count)
    }
}

extension CarriedFile {
    /// What messages call it: its name may name a person.
    fileprivate var place: String { "file \(position + 1)" }
}

extension SHA256 {
    /// The hash of what it has read, in hexadecimal.
    fileprivate var hexadecimal: String {
        finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0\(text)" : text
        }.joined()
    }
}
