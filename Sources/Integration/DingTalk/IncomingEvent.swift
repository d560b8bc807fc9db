/// An event that DingTalk pushed, by callback or by stream mode.
///
/// It carries no form data and may run ahead of the read API; the approval instance is read afterwards.
package struct IncomingEvent: Sendable, Hashable {
    /// DingTalk's event id. A redelivery usually keeps it, yet work is told apart by `instance`. Made from the payload
    /// when the event has none (the older generation).
    package var id: String
    /// The event type, such as `bpms_instance_change`; `check_url` for the probe that registers a callback URL.
    package var type: String
    /// The approval instance, for approval events.
    package var instance: String?
    /// What became of the instance or task: `start`, `finish`, `terminate`, ….
    package var change: String?
    /// `agree`, `refuse` or `redirect`; a withdrawn instance has none.
    package var result: String?
    /// The approval template.
    package var processCode: String?
    /// The event's data as it came, JSON text.
    package var payload: String

    package init(
        id: String, type: String, instance: String? = nil, change: String? = nil, result: String? = nil,
        processCode: String? = nil, payload: String
    ) {
        self.id = id
        self.type = type
        self.instance = instance
        self.change = change
        self.result = result
        self.processCode = processCode
        self.payload = payload
    }
}

extension IncomingEvent {
    /// An event from its data object. Names are taken in any case: two generations of events differ in it.
    init(id: String, type: String, data: JSONValue, payload: String) {
        self.init(
            id: id, type: type, instance: data["processInstanceId"]?.text, change: data["type"]?.text,
            result: data["result"]?.text, processCode: data["processCode"]?.text, payload: payload)
    }
}
