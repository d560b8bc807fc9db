/// What the fake Kingdee knows at the start: one data centre, its users, base data, and how its forms are set up.
package struct KingdeeWorld: Sendable {
    package var company: Company
    /// Which of the server's worlds it is.
    package var number = WorldNumber.first
    /// The data-centre id (`acctID`).
    package var acctID = "5f1234567890ab"
    package var dataCenterName = "示例账套"
    /// The integration user and its password.
    package var userName = "demo"
    package var password = "rehearsal-password"
    /// `digits_32 characters`, the shape that the official SDK takes a client secret from.
    package var appID = "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"
    package var appSecret = "0123456789abcdef0123456789abcdef"
    /// The organisation's number.
    package var organization = "100"
    /// Users besides the integration user and the administrator.
    package var users: [KingdeeUser] = []
    /// The integration user's way through log-in and forms; its account and password are `userName` and `password`.
    package var integrationUser = KingdeeUser(account: "")
    /// The accounts that `appID` may log in (第三方系统登录授权); nil means all users.
    package var applicationUsers: [String]?
    /// Third-party systems besides `appID`.
    package var applications: [KingdeeApplication] = []
    /// The content of the licence file (`.cnf`) whose base64 is the passport of LoginBySimplePassport.
    package var licenceFile = "[licence]\ncustomer=rehearsal\nnumber=0001\n"
    /// Organisations besides `organization`: number and name.
    package var organizations: [KingdeeOrganization] = []
    /// The accounting periods in which no voucher may be saved, audited or deleted, such as `2026-01`.
    package var closedPeriods: Set<String> = []
    /// How the server is set up.
    package var behaviour = KingdeeBehaviour()
    /// How forms differ from the usual set-up, by form id; a form that is not listed uses `FormRule()`.
    package var formRules: [String: FormRule] = [:]
    package var queries = QuerySettings()
    /// The business objects (业务对象).
    package var forms = FormCatalog.standard

    package init(company: Company) {
        self.company = company
    }
}

/// An organisation (组织机构).
package struct KingdeeOrganization: Hashable, Sendable {
    package var number: String
    package var name: String

    package init(number: String, name: String) {
        self.number = number
        self.name = name
    }
}

/// How a tenant set one form up.
package struct FormRule: Hashable, Sendable {
    /// Whether Save refuses a bill number that exists.
    package var enforcesUniqueNumber = true
    /// Whether the code rule replaces the number that the client sent.
    package var overwritesNumber = false
    /// Whether Save refuses base data that does not exist also when `IsVerifyBaseDataField` does not ask for it. Where
    /// it does not, such a field is emptied without a word.
    package var verifiesBaseData = true
    /// Whether documents in status A stay out of queries although View finds them by id. Seen with vouchers in one live
    /// installation only, so off unless somebody asks for it.
    package var hidesCreated = false

    package init(
        enforcesUniqueNumber: Bool = true, overwritesNumber: Bool = false, verifiesBaseData: Bool = true,
        hidesCreated: Bool = false
    ) {
        self.hidesCreated = hidesCreated
        self.enforcesUniqueNumber = enforcesUniqueNumber
        self.overwritesNumber = overwritesNumber
        self.verifiesBaseData = verifiesBaseData
    }
}

extension FormRule {
    /// How a form is set up where nobody says otherwise.
    package init(usual form: String, in forms: FormCatalog = .standard) {
        let definition = forms.form(form)?.definition
        self.init(
            enforcesUniqueNumber: definition?.enforcesUniqueNumber ?? true,
            overwritesNumber: definition?.overwritesNumber ?? false)
    }
}
