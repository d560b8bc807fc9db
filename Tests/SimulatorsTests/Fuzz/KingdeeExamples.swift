@testable import Simulators

/// One valid request for each operation of the fake Kingdee, a line each: the operation and its named arguments.
///
/// `$id` is a document in status A, `$submitted` and `$audited` are others. A line that begins with `!` is refused even
/// as it stands, since the bench lacks what it needs.
enum KingdeeExamples {
    static let lines = [
        // sessions
        #"ValidateUser {"acctID":"$acct","username":"demo","password":"$password","lcid":2052}"#,
        #"ValidateUser2 {"acctID":"$acct","username":"demo","password":"$password","isKickOff":true,"lcid":2052}"#,
        #"LoginByAppSecret {"acctID":"$acct","username":"demo","appId":"$app","appSecret":"$secret","lcid":2052}"#,
        #"!LoginBySign {"acctID":"$acct","username":"demo","appId":"$app","timestamp":1785690000,"sign":"00","lcid":2052}"#,
        #"Logout {}"#,
        #"GetDataCenterList {}"#,
        // documents
        #"Save {"formid":"ER_ExpReimbursement","data":{"NeedReturnFields":["FBillNo","FEntity.FEntryID"],"NeedUpDateFields":[],"IsDeleteEntry":"true","IsAutoSubmitAndAudit":"false","Model":$model}}"#,
        #"BatchSave {"formid":"ER_ExpReimbursement","data":{"Model":[$model],"BatchCount":1},"beginmethod":"BeginQueryImpl","querymethod":"QueryAsyncResult"}"#,
        #"Draft {"formid":"ER_ExpReimbursement","data":{"Model":$model}}"#,
        #"Submit {"formid":"ER_ExpReimbursement","data":{"Ids":"$id"}}"#,
        #"Audit {"formid":"ER_ExpReimbursement","data":{"Ids":"$submitted","Numbers":[]}}"#,
        #"UnAudit {"formid":"ER_ExpReimbursement","data":{"Numbers":["EXP-3"]}}"#,
        #"Delete {"formid":"ER_ExpReimbursement","data":{"Ids":[$id]}}"#,
        #"CancelAssign {"formid":"ER_ExpReimbursement","data":{"Ids":"$submitted"}}"#,
        #"ExcuteOperation {"formid":"BD_Empinfo","opNumber":"Forbid","data":{"Numbers":["E0003"]}}"#,
        #"ExecuteOperation {"formid":"ER_ExpReimbursement","opNumber":"Cancel","data":{"Numbers":["EXP-1"]}}"#,
        #"View {"formid":"ER_ExpReimbursement","data":{"Id":"$id","Number":""}}"#,
        #"Push {"formid":"ER_ExpenseRequest","data":{"Ids":"","Numbers":["$request"],"EntryIds":"","RuleId":"","TargetBillTypeId":"","TargetOrgId":0,"TargetFormId":"ER_ExpReimbursement","IsEnableDefaultRule":"true","IsDraftWhenSaveFail":"false","CustomParams":{}}}"#,
        // queries
        #"ExecuteBillQuery {"data":{"FormId":"ER_ExpReimbursement","FieldKeys":"FID,FBillNo,FEntity_FEntryID,FProposerID.FName,FExpenseAmount","FilterString":"FDocumentStatus in ('A','B') and FBillNo like 'EXP%' and not (FModifyDate<'2026-01-01' or FExpID.FNumber is null)","OrderString":"FID ASC,FExpenseAmount DESC","TopRowCount":0,"StartRow":0,"Limit":2000,"SubSystemId":""}}"#,
        #"BillQuery {"data":{"FormId":"BD_Empinfo","FieldKeys":"FNumber,FName,FPostDept.FName","FilterString":[{"Left":"(","FieldName":"FNumber","Compare":"67","Value":"E0001","Right":")","Logic":1},{"Left":"","FieldName":"FName","Compare":"like","Value":"%","Right":"","Logic":0}],"Limit":10}}"#,
        #"QueryBusinessInfo {"data":{"FormId":"ER_ExpReimbursement"}}"#,
        #"!QueryAsyncResult {"queryInfo":"{\"TaskId\": \"none\", \"Cancelled\": false}"}"#,
        // the others
        #"ValidateUserByOrgNumber {"acctID":"$acct","username":"demo","password":"$password","lcid":2052,"orgNumber":"100"}"#,
        #"!ValidateUserEnDeCode {"acctID":"$acct","username":"8pgy+w4WguM=","password":"8pgy+w4WguM=","lcid":2052}"#,
        #"!LoginBySimplePassport {"passport":"none","lcid":2052}"#,
        #"LogoutByOtherSystem {"ap0":"none"}"#,
        #"Disassembly {"formid":"ER_ExpReimbursement","data":{"Ids":"$id","PkEntryIds":[{"Id":"$id","EntryIds":"200002"}]}}"#,
        #"Allocate {"formid":"BD_Expense","data":{"PkIds":"100001","TOrgIds":"2"}}"#,
        #"!CancelAllocate {"formid":"BD_Expense","data":{"PkIds":"100001","TOrgIds":"2"}}"#,
        #"QueryGroupInfo {"data":{"FormId":"BD_Expense","GroupFieldKey":"FGroup","GroupPkIds":"","Ids":""}}"#,
        #"GroupSave {"formid":"BD_Expense","data":{"GroupFieldKey":"FGroup","GroupPkId":0,"FParentId":0,"FNumber":"G1","FName":"组","FDescription":""}}"#,
        #"!GroupDelete {"data":{"FormId":"BD_Expense","GroupFieldKey":"FGroup","GroupPkIds":"100001"}}"#,
        #"FlexSave {"formid":"BD_FLEXITEMDETAILV","data":{"Model":[{"FFLEX5":{"FNumber":"BM000001"}}]}}"#,
        #"SendMsg {"data":{"Model":[{"FTitle":"到期","FContent":"请处理","FReceivers":"100007,100008","FType":"1"}]}}"#,
        #"SwitchOrg {"data":{"OrgNumber":"200"}}"#,
        #"!WorkflowAudit {"data":{"FormId":"ER_ExpReimbursement","Ids":["$submitted"],"UserName":"demo","ApprovalType":1,"ActionResultId":"","PostId":0,"PostNumber":"","Disposition":"好"}}"#,
        #"GetSysReportData {"formid":"STK_StockSummaryRpt","data":{"FieldKeys":"FMATERIALID,FBASEQTY","SchemeId":"","StartRow":0,"Limit":100,"Model":{"FStockOrgId":"100"}}}"#,
        #"AttachmentUpload {"data":{"FileName":"a.pdf","FormId":"ER_ExpReimbursement","IsLast":true,"InterId":"$id","BillNO":"EXP-1","Entrykey":"","EntryinterId":"-1","AliasFileName":"票据.pdf","FileId":"","SendByte":"AQI="}}"#,
        #"!AttachmentDownLoad {"data":{"FileId":"none","StartIndex":0}}"#,
        #"UploadFile {"data":{"FileName":"x","IsLast":true,"SendByte":"AQ=="}}"#,
        #"GetInventoryData {"data":{"fmaterialnumbers":"nothing","pageindex":1,"pagerows":100}}"#,
    ]
}
