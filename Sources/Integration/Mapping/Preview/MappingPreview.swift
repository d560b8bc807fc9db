/// What a mapping makes of one instance, without writing anything anywhere.
package struct MappingPreview: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Kingdee's `Model`, JSON text.
        case document(String)
        /// The mapping wants no document of it.
        case notWanted
        case problems([MappingError.Problem])
    }

    package var form: String
    package var version: String
    package var number: String
    /// The id of what was mapped; nil for a record without one.
    package var instance: String?
    package var outcome: Outcome
    /// What is worth a look although it maps, such as an instance that is not approved.
    package var remarks: [String] = []

    /// Maps an approval instance, or for a mapping of other records, any JSON.
    ///
    /// - Parameters:
    ///   - text: a pasted text.
    ///   - number: our own number; by default the one that the core would give.
    /// - Throws: `PastedTextError` or `RecordTextError`.
    package init(
        _ mapping: Mapping, pasted text: String, number: String? = nil, knowledge: MappingKnowledge = MappingKnowledge()
    ) throws {
        switch mapping.subject {
        case .approval:
            self.init(mapping, try ApprovalInstance(pasted: text), number: number, knowledge: knowledge)
        case .yida(let form):
            self.init(mapping, try ApprovalInstance(pasted: text, of: form), number: number, knowledge: knowledge)
        case .record:
            // Where the core gives a number, an example may bring its own.
            let number = number ?? (try? JSONValue(parsing: text))?["number"]?.text ?? ""
            self.init(mapping, number: number) {
                try mapping.map(record: text, number: number, knowledge: knowledge)
            }
            if case .problems(let problems) = outcome, problems.isEmpty {
                throw RecordTextError(reason: "no JSON")
            }
            // The record's own number, by which the document is found.
            if case .document(let model) = outcome, !mapping.numberField.isEmpty {
                self.number = (try? JSONValue(parsing: model))?.at(path: mapping.numberField)?.text ?? number
            }
        }
    }

    /// Maps an instance.
    package init(
        _ mapping: Mapping, _ instance: ApprovalInstance, number: String? = nil,
        knowledge: MappingKnowledge = MappingKnowledge()
    ) {
        let key = ItemKey(flow: mapping.flow, instance: instance.id, form: mapping.form)
        let number = number ?? DocumentNumber.make(for: key)
        self.init(mapping, number: number) {
            try mapping.map(instance, number: number, knowledge: knowledge)
        }
        self.instance = instance.id
        if !instance.isApproved {
            remarks.append("the instance is not approved (\(instance.status) \(instance.result)): the core would wait")
        }
    }

    /// Maps a pasted text, asking what has to be asked.
    ///
    /// - Throws: `OracleFailure` besides what mapping without questions throws.
    package init(
        _ mapping: Mapping, pasted text: String, number: String? = nil, oracle: any MappingOracle
    ) async throws {
        var knowledge = oracle.knowledge
        self = try MappingPreview(mapping, pasted: text, number: number, knowledge: knowledge)
        for _ in 0..<32 {
            guard try await answered(by: oracle, &knowledge) else { return }
            self = try MappingPreview(mapping, pasted: text, number: number, knowledge: knowledge)
        }
    }

    /// Maps an instance, asking what has to be asked.
    package init(
        _ mapping: Mapping, _ instance: ApprovalInstance, number: String? = nil, oracle: any MappingOracle
    ) async throws {
        var knowledge = oracle.knowledge
        self.init(mapping, instance, number: number, knowledge: knowledge)
        for _ in 0..<32 {
            guard try await answered(by: oracle, &knowledge) else { return }
            self.init(mapping, instance, number: number, knowledge: knowledge)
        }
    }

    /// Whether there was something to ask, which is known by now.
    private func answered(by oracle: any MappingOracle, _ knowledge: inout MappingKnowledge) async throws -> Bool {
        guard case .problems(let problems) = outcome else { return false }
        let questions = MappingError(problems).questions
        guard !questions.isEmpty else { return false }
        try await oracle.answer(questions, into: &knowledge)
        return true
    }

    private init(_ mapping: Mapping, number: String, _ map: () throws -> MappedDocument) {
        form = mapping.form
        version = mapping.version
        self.number = number
        do {
            outcome = .document(try map().model)
        } catch let error as MappingError {
            outcome = .problems(error.problems)
        } catch is DocumentNotWanted {
            outcome = .notWanted
        } catch {
            outcome = .problems([])
        }
    }

    /// The same with personal fields masked.
    package var masked: MappingPreview {
        var preview = self
        switch outcome {
        case .document(let model):
            let value = try? JSONValue(parsing: model)  // it is our own text
            preview.outcome = .document(PersonalFields.masked(value ?? .null).jsonText)
        case .problems(let problems):
            preview.outcome = .problems(
                problems.map { problem in
                    var problem = problem
                    problem.value = PersonalFields.masked(problem.value)
                    return problem
                })
        case .notWanted: break
        }
        return preview
    }
}
