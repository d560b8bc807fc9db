import Testing

@testable import LoadGen

@Suite struct SystemVariablesTests {
    @Test(arguments: [
        ("--port=${core.port}", "--port=18600"),
        ("${dingtalk.url}${core.port}${dingtalk.url}", "http://d18600http://d"),
        ("no place, $5, {core.port}, ${", "no place, $5, {core.port}, ${"),
        ("a value is not read again: ${run.folder}", "a value is not read again: ${core.port}"),
        ("without a value: ${ca.file}", "without a value: ${ca.file}"),
    ])
    func putsValuesInPlace(text: String, expected: String) {
        let variables = SystemVariables([
            "core.port": "18600", "dingtalk.url": "http://d", "run.folder": "${core.port}",
        ])
        #expect(variables.replaced(in: text) == expected)
    }

    @Test func knowsNothingWrongWithItsOwnNames() {
        #expect(SystemVariables.names.allSatisfy { SystemVariables.mistakes(in: "x${\($0)}y").isEmpty })
    }

    @Test func tellsTheNearNameOrAll() {
        #expect(
            SystemVariables.mistakes(in: "${core.prt}") == ["unknown name '${core.prt}'; did you mean '${core.port}'?"])
        #expect(SystemVariables.mistakes(in: "${HOME}").first?.hasSuffix("ca.file") == true)
        #expect(SystemVariables.mistakes(in: "${A}${B}").count == 2)
    }
}
