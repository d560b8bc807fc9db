import Foundation
import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct ClaimFormTests {
    @Test func writesEachComponentInTheSyntaxOfStarting() {
        let values = values(of: claim(amounts: ["0.29", "1005.005"]))
        #expect(values["TextField_REASON"] == "客户\"拜访\"")
        #expect(values["InnerContactField_PAYEE"] == "[\"\(employee.userID)\"]")
        #expect(values["DepartmentField_COST"] == "580000001")
        #expect(values["NumberField_OCCURRED"] == "1767225599999")
        #expect(
            values["TableField_DETAIL"] == """
                [[{"name":"费用项目","value":"差旅费"},{"name":"金额（元）","value":"0.29"},\
                {"name":"发生日期","value":"2026-01-01"},{"name":"说明","value":"高铁 <G1>"}],\
                [{"name":"费用项目","value":"差旅费"},{"name":"金额（元）","value":"1005.005"},\
                {"name":"发生日期","value":"2026-01-01"},{"name":"说明","value":"高铁 <G1>"}]]
                """)
    }

    @Test(arguments: [
        (["0.29"], "0.29", "29"),
        (["0.1", "0.2"], "0.30", "30"),
        (["1000.5"], "1,000.50", "100050"),
        (["1005.005"], "1,005.005", "100500.5"),
        (["100"], "100.00", "10000"),
        (["0.01"], "0.01", "1"),
        (["99999999.99", "99999999.99"], "199,999,999.98", "19999999998"),
        (Array(repeating: "9007199.25", count: 500), "4,503,599,625.00", "450359962500"),
    ])
    func sumsExactly(amounts: [String], shown: String, cents: String) {
        let values = values(of: claim(amounts: amounts))
        #expect(values["CalculateField_TOTAL"] == shown)
        #expect(values["NumberField_TOTALFEN"] == cents)
    }

    @Test func namesComponentsOfTheTemplateOnlyAndAllRequiredOnes() throws {
        let template = ProcessTemplate.expense(items: Company.standardExpenseItems)
        let known = Set(template.components.map(\.id))
        let required = Set(template.components.filter(\.required).map(\.id))
        for claim in try claims("approvals: 200, arrivals: {burst: 1s}") {
            let ids = ClaimForm.values(for: claim).map(\.id)
            #expect(Set(ids).count == ids.count)
            #expect(known.isSuperset(of: ids))
            #expect(required.isSubset(of: ids))
        }
    }

    @Test func optionalComponentsAreSometimesLeftOut() throws {
        let counts = try claims("approvals: 200, arrivals: {burst: 1s}").reduce(into: [String: Int]()) {
            counts, claim in
            for value in ClaimForm.values(for: claim) { counts[value.id, default: 0] += 1 }
        }
        for id in ["MoneyField_LOAN", "DDDateRangeField_TRIP", "DDAttachment_INVOICE", "TextareaField_REMARK"] {
            #expect((50...150).contains(counts[id, default: 0]))
        }
    }

    @Test func compositeValuesAreJSONText() throws {
        for claim in try claims("approvals: 100, arrivals: {burst: 1s}, rows: 1-40") {
            let values = values(of: claim)
            for id in ["InnerContactField_PAYEE", "TableField_DETAIL", "DDDateRangeField_TRIP", "DDAttachment_INVOICE"]
            {
                guard let text = values[id] else { continue }
                let value = try JSON(parsing: Array(text.utf8))
                #expect(value.array?.isEmpty == false)
            }
            let table = try JSON(parsing: Array(values["TableField_DETAIL", default: ""].utf8)).array ?? []
            #expect(
                table.map { $0.array?.map { $0["value"]?.string } ?? [] }
                    == claim.rows.map { [$0.item.label, $0.amount, $0.date, $0.note] })
        }
    }

    private let company = Company.make(seed: Seed(1), employees: 1, departments: 1)
    private var employee: Company.Employee { company.employees[0] }

    private func claim(amounts: [String]) -> Claim {
        Claim(
            id: "claim-00001", employee: employee, costDepartment: company.departments[1], reason: "客户\"拜访\"",
            occurred: Timestamp(milliseconds: 1_767_225_599_999),
            rows: amounts.map {
                Claim.Row(item: company.expenseItems[0], amount: $0, date: "2026-01-01", note: "高铁 <G1>")
            }, outcome: .agree)
    }

    private func values(of claim: Claim) -> [String: String] {
        Dictionary(ClaimForm.values(for: claim).map { ($0.id, $0.value) }) { first, _ in first }
    }
}
