/// A working set of files to begin with: a mapping, the lists it names, an example to try it on, and where the core runs it,
/// the core's configuration.
package struct GalleryTemplate: Sendable {
    /// One file of a set.
    package struct File: Hashable, Sendable {
        package var name: String
        package var text: String

        package init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// What the command line calls it.
    package var name: String
    /// One line in English, and one in Chinese.
    package var summary: String
    package var chineseSummary: String
    /// The mapping's file is the first.
    package var files: [File]

    package init(name: String, summary: String, chineseSummary: String, files: [File]) {
        self.name = name
        self.summary = summary
        self.chineseSummary = chineseSummary
        self.files = files
    }

    /// The mapping's file.
    package var mappingFile: String { files.first?.name ?? "" }
    /// The example to map.
    package static let exampleFile = "example.json"
}

/// All templates. A new one is one file and one line here.
package enum GalleryCatalog {
    package static let all: [GalleryTemplate] = [
        ExpenseTemplate.template,
        PurchaseTemplate.template,
        YidaTemplate.template,
        EmployeesTemplate.template,
        DepartmentsTemplate.template,
        AlertTemplate.template,
        AttendanceTemplate.template,
    ]

    /// The configuration that runs one mapping; what a tenant must fill in stands in capitals.
    ///
    /// - Parameters:
    ///   - dingTalk: more lines of `dingtalk:`, indented.
    ///   - flow: the section of the flow whose records are mapped.
    static func configuration(mapping: String, dingTalk: String = "", flow: String = "") -> String {
        """
        # The core's configuration. Fill in what stands in CAPITALS; secrets belong in the environment:
        #   REHEARSAL_DINGTALK_APP_SECRET  REHEARSAL_KINGDEE_APP_SECRET
        # Then:  rehearsal integrate --config core.yaml --check
        dingtalk:
          appKey: YOUR-APP-KEY            # DingTalk's developer console, the app's Client ID
          mode: stream                    # no public address needed; callback needs one
        \(dingTalk)kingdee:
          url: https://YOUR-TENANT.ik3cloud.com/k3cloud/
          acctID: YOUR-DATA-CENTRE
          userName: YOUR-INTEGRATION-USER
          authentication: app-secret
          appID: YOUR-APP-ID
        store: {path: rehearsal.sqlite}
        mapping: [\(mapping)]
        \(flow)
        """
    }
}
