extension ApprovalInstance {
    /// Reads an instance that a person pasted: the reply of either API family, its inner object, or our own stored form.
    ///
    /// - Throws: `PastedTextError`.
    package init(pasted text: String) throws(PastedTextError) {
        if let stored = try? ApprovalInstance(stored: text) {
            self = stored
            return
        }
        let value: JSONValue
        do { value = try JSONValue(parsing: text) } catch { throw PastedTextError(reason: "\(error)") }
        let result = value["result"]
        let inner = value["process_instance"] ?? (result?["formComponentValues"] == nil ? nil : result)
        guard let instance = ApprovalInstance(pasted: inner ?? value) else {
            throw PastedTextError(
                reason: "there is neither formComponentValues nor form_component_values in it")
        }
        self = instance
    }

    /// Reads a filled Yida form that a person pasted: the reply of getting one, or an item of a list.
    ///
    /// - Throws: `PastedTextError`.
    init(pasted text: String, of form: YidaForm) throws(PastedTextError) {
        if let stored = try? ApprovalInstance(stored: text), stored.record != nil {
            self = stored
            return
        }
        let value: JSONValue
        do { value = try JSONValue(parsing: text) } catch { throw PastedTextError(reason: "\(error)") }
        let names = ["processInstanceId", "formInstanceId", "formInstId", "instance"]
        let id = names.compactMap { value[$0]?.text }.first ?? "pasted-instance"
        guard let instance = ApprovalInstance(id: id, of: form, yida: value) else {
            throw PastedTextError(reason: "there is neither data nor formData in it", page: "GET /v2.0/yida/…")
        }
        self = instance
    }

    private init?(pasted value: JSONValue) {
        func text(_ names: String...) -> String { names.compactMap { value[$0]?.text }.first ?? "" }
        guard let values = (value["formComponentValues"] ?? value["form_component_values"])?.elements else {
            return nil
        }
        let id = text("processInstanceId", "process_instance_id", "instanceId")
        self.init(
            id: id.isEmpty ? "pasted-instance" : id, title: text("title"),
            businessID: text("businessId", "business_id"), status: text("status"), result: text("result"),
            originatorUserID: text("originatorUserId", "originator_userid"),
            originatorDepartmentID: text("originatorDeptId", "originator_dept_id"),
            values: values.flatMap { FormValue(pasted: $0).unfolded },
            recordedFiles: ApprovalInstance.recordedFiles(
                (value["operationRecords"] ?? value["operation_records"])?.elements ?? []))
    }
}

extension FormValue {
    fileprivate init(pasted value: JSONValue) {
        func text(_ names: String...) -> String? { names.compactMap { value[$0]?.text }.first }
        let ext = text("extValue", "ext_value")
        self.init(
            id: text("id") ?? text("name") ?? "", name: text("name") ?? "",
            componentType: text("componentType", "component_type") ?? "",
            value: text("value") ?? value["value"].flatMap { $0.isNull ? nil : $0.jsonText } ?? "null",
            extValue: ext == "" ? nil : ext, alias: text("bizAlias", "biz_alias").flatMap { $0.isEmpty ? nil : $0 })
    }
}

/// A pasted text that is no approval instance.
package struct PastedTextError: Error, Hashable, CustomStringConvertible {
    package var reason: String
    /// Whose reply it should be.
    package var page = "GET /v1.0/workflow/processInstances"

    package var description: String {
        "this is no \(page.contains("yida") ? "Yida form" : "approval instance"): \(reason); paste the reply of \(page)"
    }
}
