import Seams
import Simulators

extension FaultRule {
    /// The rule as the texts it was read from, with its present name and window: what reads back to the same rule.
    var texts: [String: String] {
        var texts = source
        texts["must-fire"] = nil
        texts["fault"] = type(of: fault).name
        texts["name"] = id
        texts["at"] = from.exactText
        texts["for"] = canSayItsLength ? until.map { ($0 - from).exactText } : nil
        if !mustFire { texts["must-fire"] = "false" }
        return texts
    }

    /// Whether `for` means something: the window of a process that is struck by time follows from its other settings.
    fileprivate var canSayItsLength: Bool {
        guard let strike = (fault as? any ProcessFault)?.strike, strike.ioStep == 0 else { return true }
        return switch strike {
        case .clockJump, .fullDisk: true
        case .kill, .pause, .powerCut: false
        }
    }
}
