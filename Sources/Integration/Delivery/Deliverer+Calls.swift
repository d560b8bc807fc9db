import Seams

extension Deliverer {
    func readInstance(_ work: inout DeliveryWork) async -> DeliveryAction {
        let operation = work.route.source == .approvals ? PlatformOperation.readInstance : .readForm
        let (id, source) = (work.item.key.instance, work.route.source)
        if let held = gate.admit(operation, lane: source.lane) {
            return work.machine.held(until: held.until, held.reason)
        }
        switch await gate.call(operation, lane: source.lane, { try await read(id, from: source) }) {
        case .failure(let failure):
            guard source != .approvals else { return work.machine.readFailed(failure, at: time.now) }
            return formReadFailed(failure, &work)
        case .success(let instance): return await map(instance, &work)
        }
    }

    func read(_ id: String, from source: Route.Source) async throws(PlatformFailure) -> ApprovalInstance {
        switch source {
        case .approvals: return try await dingTalk.instance(id)
        case .yida(let form):
            guard let yida else { throw .rejected(reason: "there is no yida: in the configuration") }
            return try await yida.form(id, of: form)
        }
    }

    /// A form that is gone becomes no document; while its application or all of its kind are shut, it waits.
    private func formReadFailed(_ failure: PlatformFailure, _ work: inout DeliveryWork) -> DeliveryAction {
        if failure.isOfShutForm {
            return work.machine.formIsShut(failure, until: time.now + Deliverer.shutPause)
        }
        guard case .notFound = failure else { return work.machine.readFailed(failure, at: time.now) }
        let action = work.machine.formIsGone(failure)
        if work.machine.progress.state == .ignored {
            work.finding = AuditEntry(
                at: time.now, kind: .effect, action: "find deleted form", subject: work.item.key.instance,
                detail: "no \(work.item.key.form) is made of it")
        }
        return action
    }

    static let shutPause = Duration.seconds(60)

    func map(_ instance: ApprovalInstance, _ work: inout DeliveryWork) async -> DeliveryAction {
        let verdict = ApprovalVerdict(instance)
        guard verdict == .approved else {
            return work.machine.instanceIsNotApproved(
                verdict, wasAnnounced: work.item.hinted != nil,
                rereadAt: rereads.next(after: time.now, created: work.item.created))
        }
        if let main = instance.revokedInstance {
            work.revokes += routes.keys(flow: work.item.key.flow, instance: main)
            guard instance.isAmendment else { return work.machine.revokesAnother(main) }
        } else if instance.isRevocation {
            return work.machine.revokesNothing()
        }
        do {
            let (route, number) = (work.route, work.item.number)
            let mapped = try await oracle.document { try route.map(instance, number, $0) }
            try route.checkFiles(of: instance)
            work.keep(instance, mapped)
            return work.machine.mapped(hash: mapped.hash, at: time.now)
        } catch is DocumentNotWanted {
            work.keep(instance, nil)
            return work.machine.documentIsNotWanted("\(DocumentNotWanted())")
        } catch OracleFailure.held(let until, let reason) {
            return work.machine.held(until: until, reason)
        } catch let failure as OracleFailure {
            work.keep(instance, nil)
            return work.machine.mappingWaits(failure, at: time.now)
        } catch {
            work.keep(instance, nil)
            return work.machine.mappingFailed("\(error)")
        }
    }

    func save(_ work: inout DeliveryWork) async throws -> DeliveryAction {
        if let held = gate.admit(.save) { return work.machine.held(until: held.until, held.reason) }
        let model = try await work.model(from: store)
        let isFirst = work.machine.progress.tries == 0 && !work.machine.isUpdate
        work.machine.saveStarts(at: time.now)
        try await storeIntent(&work)
        switch await write(.save, work.route.form, model, together: isFirst) {
        case .success(let document): return work.machine.saveAccepted(document)
        case .failure(let failure): return work.machine.saveFailed(failure, at: time.now)
        }
    }

    func submit(_ work: inout DeliveryWork) async throws -> DeliveryAction {
        if let held = gate.admit(.submit) { return work.machine.held(until: held.until, held.reason) }
        let (id, isFirst) = (work.machine.progress.document?.id ?? "", work.machine.progress.tries == 0)
        work.machine.submitStarts()
        try await storeIntent(&work)
        switch await write(.submit, work.route.form, id, together: isFirst) {
        case .success: return work.machine.submitAccepted()
        case .failure(let failure): return work.machine.submitFailed(failure, at: time.now)
        }
    }

    func audit(_ work: inout DeliveryWork) async throws -> DeliveryAction {
        if let held = gate.admit(.audit) { return work.machine.held(until: held.until, held.reason) }
        let (id, isFirst) = (work.machine.progress.document?.id ?? "", work.machine.progress.tries == 0)
        work.machine.auditStarts()
        try await storeIntent(&work)
        switch await write(.audit, work.route.form, id, together: isFirst) {
        case .success: return work.machine.auditAccepted()
        case .failure(let failure): return work.machine.auditFailed(failure, at: time.now)
        }
    }

    /// Sends a write whose intent is stored. What was sent before goes alone: a document on which a whole batch founders
    /// must not take the same ones with it again and again.
    private func write(
        _ step: WriteStep, _ form: String, _ subject: String, together: Bool
    ) async -> Result<KingdeeDocument, PlatformFailure> {
        if together, let batches { return await batches.write(step, form: form, subject) }
        return await gate.call(step.operation) { [kingdee] in
            try await kingdee.write(step, form: form, subject)
        }
    }

    /// Looks for the document by its number. When that finds none after a Save, also by its source: a code rule that
    /// nobody told us of may have overwritten the number.
    func lookUp(_ progress: ItemProgress, _ work: inout DeliveryWork) async -> DeliveryAction {
        for trace in traces(progress, work) {
            if let held = gate.admit(.find) { return work.machine.held(until: held.until, held.reason) }
            switch await find(trace, work) {
            case .failure(let failure): return work.machine.lookUpFailed(failure, at: time.now)
            case .success(var documents):
                // A search by source also finds ids that only begin like ours.
                if case .source(let instance) = trace { documents = documents.filter { $0.names(instance: instance) } }
                if !documents.isEmpty { return found(documents, &work) }
            }
        }
        return found([], &work)
    }

    private func found(_ documents: [KingdeeDocument], _ work: inout DeliveryWork) -> DeliveryAction {
        guard work.machine.progress.state.isRevoking else { return work.machine.found(documents) }
        return work.machine.foundToTakeBack(documents, at: time.now)
    }

    /// Compares the document that was found with the payload: a number alone does not make it ours.
    func compare(_ document: KingdeeDocument, _ work: inout DeliveryWork) async throws -> DeliveryAction {
        if let held = gate.admit(.compare) { return work.machine.held(until: held.until, held.reason) }
        let model = try await work.payload(from: store)
        let form = work.route.documents
        let result = await gate.call(.compare) { [kingdee] in
            try await kingdee.difference(of: document.id, in: form, from: model)
        }
        switch result {
        case .failure(let failure): return work.machine.lookUpFailed(failure, at: time.now)
        case .success(let difference):
            return work.machine.compared(document, difference: difference.sentence(personal: personalFields))
        }
    }

    /// What to look a document up by, one after the other.
    private func traces(_ progress: ItemProgress, _ work: DeliveryWork) -> [DocumentTrace] {
        let source = DocumentTrace.source(work.item.key.instance)
        // Where Kingdee allots numbers, many documents have the same one, in other periods and books; and what queries
        // hide is there by its id alone.
        if let document = progress.document, !work.route.documents.isNumberOurs || work.route.onNotFound == .person {
            return progress.state.isRevoking ? [.id(document.id), source] : [.id(document.id)]
        }
        guard work.route.documents.isNumberOurs else { return [source] }
        let known = progress.document.map(\.number).flatMap { $0.isEmpty ? nil : $0 }
        guard let number = known ?? (policy.numberHonoured ? work.item.number : nil) else { return [source] }
        let isBySourceToo = progress.state == .saveUnknown || progress.state.isRevoking
        return isBySourceToo ? [.number(number), source] : [.number(number)]
    }

    private func find(
        _ trace: DocumentTrace, _ work: DeliveryWork
    ) async -> Result<[KingdeeDocument], PlatformFailure> {
        var form = work.route.documents
        // Whether 作废 is done shows in no status.
        if work.machine.progress.state.isRevoking, work.machine.policy.onRevoke == .cancel {
            form.cancelField = DocumentForm.cancelField
        }
        if case .id(let id) = trace, work.route.onNotFound == .person, form.cancelField == nil {
            return await view(id, work)
        }
        let asked = form
        return await gate.call(.find) { [kingdee] in try await kingdee.find(trace, of: asked) }
    }

    /// A known document as `View` shows it, also where queries do not.
    private func view(_ id: String, _ work: DeliveryWork) async -> Result<[KingdeeDocument], PlatformFailure> {
        let (form, number) = (work.route.form, work.machine.progress.document?.number ?? "")
        switch await gate.call(.find, { [kingdee] in try await kingdee.content(form: form, id: id) }) {
        case .success(let text):
            guard let status = (try? JSONValue(parsing: text))?["DocumentStatus"]?.text else {
                return .failure(.transient(reason: "View shows no DocumentStatus of \(form) \(id)"))
            }
            return .success([KingdeeDocument(id: id, number: number, status: status)])
        case .failure(.notFound): return .success([])
        case .failure(let failure): return .failure(failure)
        }
    }
}
