/// Which fields are personal by their names, wherever somebody is shown one: answers of the API, previews of mappings,
/// differences, facts of the directory.
///
/// A name counts when it holds one of these, whatever stands around it and however it is written: `FBankCode`,
/// `bank_code`, `FSupplierBankCode`. To hide a field too many costs little.
struct PersonalNames: Sendable {
    private static let stems = [
        "mobile", "phone", "ftel", "bankcode", "bankaccount", "bankcard", "cardno", "idcard", "idnumber", "identity",
        "certno", "手机号", "电话号", "联系电话", "银行账号", "银行账户", "银行卡", "收款账号", "身份证", "证件号",
    ]
    /// Names that are too short to be looked for inside of others.
    private static let whole: Set<String> = ["tel", "idno", "fidno", "手机", "电话"]

    /// Names of the configuration, which count as they are.
    private let others: Set<String>

    /// Adds names of the configuration: component ids, labels, or document fields.
    init(_ others: [String] = []) {
        self.others = Set(others.map { $0.lowercased() })
    }

    /// Whether a field of this name is personal.
    func contains(_ name: String) -> Bool {
        let name = name.lowercased()
        guard !others.contains(name) else { return true }
        let plain = String(name.filter { $0.isLetter || $0.isNumber })
        return PersonalNames.whole.contains(plain) || PersonalNames.stems.contains(where: plain.contains)
    }
}
