import Integration
import Seams

/// DingTalk as another port shows it; specimens replace the calls that they get wrong.
protocol DingTalkWrapper: DingTalkPort {
    var inner: any DingTalkPort { get }
}

extension DingTalkWrapper {
    func instance(_ id: String) async throws(PlatformFailure) -> ApprovalInstance {
        try await inner.instance(id)
    }

    func instanceIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await inner.instanceIDs(processCode: processCode, from: from, to: to)
    }

    func withdrawnIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await inner.withdrawnIDs(processCode: processCode, from: from, to: to)
    }

    func completedIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        try await inner.completedIDs(processCode: processCode, from: from, to: to)
    }

    func comment(on instance: String, text: String) async throws(PlatformFailure) {
        try await inner.comment(on: instance, text: text)
    }

    func comments(on instance: String) async throws(PlatformFailure) -> [String] {
        try await inner.comments(on: instance)
    }

    func runStream(_ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool) async {
        await inner.runStream(onEvent)
    }
}
