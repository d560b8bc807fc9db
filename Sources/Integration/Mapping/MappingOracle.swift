package import Seams

/// Answers what mappings ask of the outside.
package protocol MappingOracle: Sendable {
    /// What is known without asking.
    var knowledge: MappingKnowledge { get }

    /// Finds out what `questions` ask, and adds it to `knowledge`.
    func answer(
        _ questions: [MappingQuestion], into knowledge: inout MappingKnowledge
    ) async throws(OracleFailure)
}

/// Why a question has no answer now. Nothing is wrong with the record.
package enum OracleFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The gate lets nothing through before this time.
    case held(until: Timestamp, WaitReason)
    /// Kingdee did not answer, or refuses the query.
    case platform(PlatformFailure)
    /// The script's worker died, or gave no answer, at what it was asked.
    case worker(String)
    /// No worker of the script runs, for this reason; the next one is started at this time.
    case paused(until: Timestamp, String)

    package var description: String {
        switch self {
        case .held(_, let reason): "waiting: \(reason.rawValue)"
        case .platform(let failure): "a dictionary could not be asked of Kingdee: \(failure)"
        case .worker(let reason), .paused(_, let reason): "a script could not run: \(reason)"
        }
    }
}

extension CallGate {
    /// When something is mapped again that could not be asked about, after so many pauses.
    func pause(after failure: OracleFailure, step: Int, at now: Timestamp) -> Timestamp {
        let pause = now + retryPause(step: step)
        return switch failure {
        case .held(let until, _), .paused(let until, _): max(pause, until)
        case .platform, .worker: pause
        }
    }
}

extension MappingOracle {
    /// Maps, and asks, and maps again, until nothing is left to ask.
    ///
    /// - Throws: what `map` throws, or `OracleFailure`.
    package func document(
        _ map: (MappingKnowledge) throws -> MappedDocument
    ) async throws -> MappedDocument {
        var knowledge = knowledge
        // A field's steps ask one after the other; more steps than this no rule has.
        for _ in 0..<32 {
            do {
                return try map(knowledge)
            } catch let error as MappingError where !error.questions.isEmpty {
                try await answer(error.questions, into: &knowledge)
            }
        }
        return try map(knowledge)
    }
}

/// Answers nothing: mappings that ask cannot be used with it.
package struct SilentOracle: MappingOracle {
    package init() {}

    package var knowledge: MappingKnowledge { MappingKnowledge() }

    package func answer(
        _ questions: [MappingQuestion], into knowledge: inout MappingKnowledge
    ) async throws(OracleFailure) {
        throw .worker("nothing can be asked here")
    }
}

/// Asks Kingdee for dictionaries' entries, and worker processes for what scripts return.
package struct MappingAnswers: MappingOracle {
    let dictionaries: DictionaryShelf?
    let workers: ScriptWorkers?

    package init(dictionaries: DictionaryShelf?, workers: ScriptWorkers? = nil) {
        self.dictionaries = dictionaries
        self.workers = workers
    }

    /// Ends the workers.
    package func stop() async {
        await workers?.stop()
    }

    package var knowledge: MappingKnowledge { dictionaries?.knowledge ?? MappingKnowledge() }

    package func answer(
        _ questions: [MappingQuestion], into knowledge: inout MappingKnowledge
    ) async throws(OracleFailure) {
        for question in questions {
            switch question {
            case .entry(let dictionary, let key):
                guard let dictionaries else {
                    throw .platform(
                        .rejected(reason: "'\(dictionary.name)' is asked of Kingdee, which is not configured"))
                }
                try await dictionaries.find(key, in: dictionary, &knowledge)
            case .script(let call):
                guard let workers else { throw .worker("\(call.file) needs worker processes, which do not run here") }
                knowledge.answers[question] = try await workers.run(call)
            }
        }
    }
}
