/// All checkers there are, in the order of reports.
package enum CheckerCatalog {
    package static let all: [any Checker.Type] = [
        NoDuplicates.self,
        NothingLost.self,
        NothingAcknowledgedLost.self,
        NoPhantoms.self,
        RightContent.self,
        RightVoucher.self,
        InOrder.self,
        WriteBackTrue.self,
        Latency.self,
        Recovered.self,
        APISuccessRate.self,
        OperationSuccessRate.self,
        PenaltyKept.self,
        AttemptsMax.self,
        RequestBudget.self,
        DeadLetters.self,
        ForgedEventsRefused.self,
        OrganisationInTime.self,
        OrganisationInStep.self,
        OrganisationNoDuplicates.self,
        LeaversStayOut.self,
        ConflictsHeld.self,
        StockAlertsOnce.self,
        StockHooksRefused.self,
        AttendanceOnce.self,
        SignOnsArrive.self,
        SignOnTricksRefused.self,
        SignOnsAudited.self,
        AlertsOnce.self,
        SecretsKept.self,
        AuditComplete.self,
        PersonalFieldsMasked.self,
        FaultsFired.self,
        GeneratorHealthy.self,
        HistoryComplete.self,
    ]

    /// The checkers without which no other verdict of a run can be trusted: one of these undecided voids the run.
    package static let voiding: Set<String> = [GeneratorHealthy.name, HistoryComplete.name]
}
