/// All endpoints of the fake DingTalk. Adding one is a line here.
enum DingTalkCatalog {
    /// Where an application gets its token.
    static let tokens: [any DingTalkEndpoint.Type] = [GetToken.self, OAuthAccessToken.self, OAuthCorpToken.self]

    /// Where people sign on.
    static let signOn: [any DingTalkEndpoint.Type] = [
        OAuthUserToken.self, UserMe.self, JSAPITicket.self, GetJSAPITicket.self, GetUserInfo.self,
        LegacyGetUserInfo.self, OAuthLogin.self, OAuthConsent.self,
    ]

    static let contacts: [any DingTalkEndpoint.Type] = [
        UserGet.self, LegacyUserGet.self, UserList.self, UserListSimple.self, UserListID.self, UserGetByMobile.self,
        UserGetByUnionID.self, UserCount.self, UserCreate.self, UserUpdate.self, UserDelete.self, UserSearch.self,
        DepartmentGet.self, DepartmentListSub.self, DepartmentListSubID.self, DepartmentListParentByUser.self,
        DepartmentListParentByDepartment.self, DepartmentCreate.self, DepartmentUpdate.self, DepartmentDelete.self,
        EmployeeLeaveRecords.self, EmployeeDismissions.self, EmployeeDimissionInfos.self, AuthScopes.self,
    ]

    static let attendance: [any DingTalkEndpoint.Type] = [AttendanceList.self, AttendanceListRecord.self]

    static let approvals: [any DingTalkEndpoint.Type] = [
        ProcessInstanceGet.self, ProcessInstanceListIDs.self, ProcessInstanceCreate.self,
        ProcessInstanceTerminate.self, ProcessInstanceExecute.self, RouterRest.self, WorkflowInstanceGet.self,
        WorkflowInstanceIDsQuery.self, WorkflowInstanceCreate.self, WorkflowInstanceTerminate.self,
        WorkflowInstanceExecute.self, WorkflowInstanceComments.self, WorkflowTaskRedirect.self,
        ProcessInstanceComment.self, ProcessToDoNumber.self, ProcessListByUserID.self, ProcessGetByName.self,
        ProcessSpace.self, ProcessFileURL.self, FileDownload.self, WorkflowInstancesBatchExecute.self,
        WorkflowTasksBatchRedirect.self, WorkflowTaskAppend.self, WorkflowToDoNumbers.self, WorkflowToDoTasks.self,
        WorkflowFormSchema.self, WorkflowProcessCodeByName.self, WorkflowVisibleTemplates.self,
        WorkflowManagedTemplates.self, WorkflowForecast.self, WorkflowSpace.self, WorkflowFileURL.self,
    ]

    static let yida = YidaCatalog.all

    static let events: [any DingTalkEndpoint.Type] = [
        RegisterCallBack.self, UpdateCallBack.self, GetCallBack.self, DeleteCallBack.self,
        GetCallBackFailedResult.self, CallbackFailedResults.self, OpenConnection.self, StreamConnect.self,
    ]

    static let messages: [any DingTalkEndpoint.Type] = [
        AsyncSendV2.self, AsyncSend.self, GetSendProgress.self, GetSendResult.self, RecallMessage.self,
        MediaUpload.self, PictureDownload.self, RobotSend.self, OToMessagesBatchSend.self, OToMessagesReadStatus.self,
        OToMessagesBatchRecall.self,
    ]

    static let all = tokens + signOn + contacts + attendance + approvals + yida + events + messages

    /// The endpoint for a method and path. In the old family a path with the wrong method is still that endpoint's,
    /// since the platform has an error of its own for it (43001, 43002).
    static func endpoint(method: String, path: String) -> (any DingTalkEndpoint.Type)? {
        if let endpoint = byRoute["\(method) \(path)"] { return endpoint }
        if APIFamily(path: path) != .modern, let endpoint = byPath[path] { return endpoint }
        return patterns.first { $0.method == method && matches(path, $0.path) }
    }

    private static let byRoute = Dictionary(all.map { ("\($0.method) \($0.path)", $0) }) { first, _ in first }
    private static let byPath = Dictionary(all.map { ($0.path, $0) }) { first, _ in first }
    private static let patterns = all.filter { $0.path.contains("{") }

    private static func matches(_ path: String, _ pattern: String) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let expected = pattern.split(separator: "/", omittingEmptySubsequences: false)
        return segments.count == expected.count && zip(segments, expected).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}
