/// One of the two versions in which most Yida calls exist.
protocol YidaVersion: Sendable {
    static var name: String { get }
    /// Before an operation's name.
    static var prefix: String { get }
}

/// v1.0: takes no new applications, and knows no `useAlias`.
enum YidaFirst: YidaVersion {
    static let name = "v1.0"
    static let prefix = ""
}

/// v2.0.
enum YidaSecond: YidaVersion {
    static let name = "v2.0"
    static let prefix = "v2.0/"
}

/// All Yida endpoints. Those of both versions are listed twice.
enum YidaCatalog {
    static let all: [any DingTalkEndpoint.Type] =
        twins(of: YidaFirst.self) + twins(of: YidaSecond.self) + [
            YidaInstancesByIDs.self, YidaInstanceTerminate.self, YidaInstanceDelete.self, YidaInstanceUpdate.self,
            YidaTaskExecute.self, YidaTaskRedirect.self, YidaRunningTasks.self, YidaOperationRecords.self,
            YidaFormsDelete.self, YidaFormsQuery.self, YidaFormDefinitions.self, YidaTemporaryURL.self,
        ]

    private static func twins<Version: YidaVersion>(of version: Version.Type) -> [any DingTalkEndpoint.Type] {
        [
            YidaInstancesStart<Version>.self, YidaInstancesList<Version>.self, YidaInstanceIDs<Version>.self,
            YidaInstanceGet<Version>.self, YidaFormsSave<Version>.self, YidaFormsUpdate<Version>.self,
            YidaFormsGet<Version>.self, YidaFormsSearch<Version>.self, YidaFormsIDs<Version>.self,
            YidaFormsQueryAll<Version>.self,
        ]
    }
}
