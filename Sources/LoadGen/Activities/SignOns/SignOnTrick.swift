import Seams
import Simulators

/// A way to try to get in that must not work.
enum SignOnTrick: String, CaseIterable, Sendable {
    /// A state that was used, with a fresh code.
    case replayedState = "replayed-state"
    /// A code that was used, with a fresh state.
    case replayedCode = "replayed-code"
    /// A code that was used, with a fresh state, where DingTalk itself would take it once more.
    case renewedCode = "renewed-code"
    /// A state with another content under the same signature.
    case forgedState = "forged-state"
    /// The state and code of one browser, sent by another: somebody is lured into the trickster's session.
    case otherBrowser = "other-browser"
    case expiredState = "expired-state"
    /// Somebody who left the organisation after getting a code.
    case unknownPerson = "unknown-person"
    /// Somebody whose Kingdee user is disabled.
    case disabledPerson = "disabled-person"
    /// Somebody without a Kingdee user.
    case personWithoutUser = "person-without-user"
    /// A link that would send on to a foreign address.
    case openRedirect = "open-redirect"

    /// Plays it, and tells where the browser ended. What goes wrong before the trick itself fails the run.
    func play(_ cast: SignOnCast, _ stage: ActivityStage) async throws -> SignOnView {
        let visit = SignOnVisit(stage)
        let own = cast.trickster.userID
        switch self {
        case .replayedState:
            let state = try await visit.openInApp()
            try await enter(visit, state, try await visit.code(of: own), cast, stage)
            return visit.view(try await visit.post(state: state, code: try await visit.code(of: own)))
        case .replayedCode:
            let code = try await visit.code(of: own)
            try await enter(visit, try await visit.openInApp(), code, cast, stage)
            return visit.view(try await visit.post(state: try await visit.openInApp(), code: code))
        case .renewedCode:
            let code = try await visit.code(of: own)
            try await enter(visit, try await visit.openInApp(), code, cast, stage)
            try await visit.code(of: own, again: code)
            return visit.view(try await visit.post(state: try await visit.openInApp(), code: code))
        case .forgedState:
            let state = try await visit.openInApp()
            let forged = state.replacing("in-app.", with: "in-app.z")
            return visit.view(try await visit.post(state: forged, code: try await visit.code(of: own)))
        case .otherBrowser:
            let state = try await visit.openInApp()
            let victim = SignOnVisit(stage)
            _ = try await victim.openInApp()
            return victim.view(try await victim.post(state: state, code: try await visit.code(of: own)))
        case .expiredState:
            let state = try await visit.openInApp()
            // By the core's clock too, where that is set back meanwhile.
            try await stage.time.sleep(for: SignOns.stateLife + .seconds(1) + stage.scenario.clockJumps)
            return visit.view(try await visit.post(state: state, code: try await visit.code(of: own)))
        case .unknownPerson:
            let state = try await visit.openInApp()
            // Somebody who is in nobody else's way: those of the start may have approvals to submit.
            let added = try await stage.world.dingTalk.control(
                "POST", ["employees"], ["name": "过客", "mobile": "13900009999"])
            guard let guest = added?["userid"]?.string else { throw ControlError("nobody was added") }
            let code = try await visit.code(of: guest)
            _ = try await stage.world.dingTalk.control("DELETE", ["employees", guest], .object([]))
            return visit.view(try await visit.post(state: state, code: code))
        case .disabledPerson: return await visit.enter(cast.disabled.userID, isInApp: true)
        case .personWithoutUser: return await visit.enter(cast.stranger.userID, isInApp: false)
        case .openRedirect:
            return visit.view(
                try await visit.get(
                    "http://\(stage.coreAuthority)/sign-on?to=https%3A%2F%2Fevil.example%2F", isInApp: false))
        }
    }

    /// The honest sign-on before the trick.
    private func enter(
        _ visit: SignOnVisit, _ state: String, _ code: String, _ cast: SignOnCast, _ stage: ActivityStage
    ) async throws {
        let due = stage.time.now
        let view = visit.view(try await visit.post(state: state, code: code))
        guard view.end == .home || stage.scenario.isHurried else {
            SignOns.record(view, of: cast.trickster, isInApp: true, due: due, stage, as: "tried")
            throw ControlError("the honest sign-on failed")
        }
        SignOns.record(view, of: cast.trickster, isInApp: true, due: due, stage)
    }
}
