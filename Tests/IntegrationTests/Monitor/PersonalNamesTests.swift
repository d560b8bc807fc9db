import HTTPTypes
import Seams
import Testing

@testable import Integration

/// The API's answers and the previews of mappings hide the same fields.
@Suite struct PersonalNamesTests {
    private static let personal = [
        "FBankCode", "FPhoneNumber", "FIdentityNo", "FMobile", "fmobile", "bank_code", "bank-account", "FTel", "certNo",
        "手机号码",
        "联系电话", "身份证号", "收款账号", "FSupplierBankCode", "cardNo", "idCard", "FIDNumber", "idNo", "手机",
    ]
    private static let others = ["FBillNo", "FNote", "FPaidNote", "FDepartment", "手机费", "FAmount", "FName"]

    @Test(arguments: personal + others)
    func areOneList(name: String) throws {
        let isPersonal = PersonalNamesTests.personal.contains(name)
        #expect(PersonalNames().contains(name) == isPersonal)
        let value = "ABCD-EFGH-IJKL"
        let document: JSONValue = .object([.init(name, .string(value))])
        #expect(PersonalFields.masked(document).jsonText.contains(value) == !isPersonal)
        let item: JSONValue = .members(["item": .members(["state": "ready"]), "payload": .string(document.jsonText)])
        let reply = HTTPReply(.ok, contentType: "application/json", body: item.jsonText)
        let seen = PersonalAnswer().seen(reply, by: Operator(name: "v", role: .viewer)).text
        #expect(seen.contains(value) == !isPersonal)
        #expect(PersonalAnswer().seen(reply, by: Operator(name: "o", role: .operator)).text.contains(value))
    }

    @Test func takesTheConfigurationsNamesAsTheyAre() {
        let names = PersonalNames(["TextField_1", "FNote"])
        #expect(names.contains("fnote") && names.contains("textfield_1"))
        #expect(!names.contains("TextField_12"))
    }
}
