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
        #"ExecuteOperation {"formid":"BD_Empinfo","opNumber":"Enable","data":{"Numbers":["E0003"]}}"#,
        #"View {"formid":"ER_ExpReimbursement","data":{"Id":"$id","Number":""}}"#,
        // queries
        #"ExecuteBillQuery {"data":{"FormId":"ER_ExpReimbursement","FieldKeys":"FID,FBillNo,FEntity_FEntryID,FProposerID.FName,FExpenseAmount","FilterString":"FDocumentStatus in ('A','B') and FBillNo like 'EXP%' and not (FModifyDate<'2026-01-01' or FExpID.FNumber is null)","OrderString":"FID ASC,FExpenseAmount DESC","TopRowCount":0,"StartRow":0,"Limit":2000,"SubSystemId":""}}"#,
        #"BillQuery {"data":{"FormId":"BD_Empinfo","FieldKeys":"FNumber,FName,FPostDept.FName","FilterString":[{"Left":"(","FieldName":"FNumber","Compare":"67","Value":"E0001","Right":")","Logic":1},{"Left":"","FieldName":"FName","Compare":"like","Value":"%","Right":"","Logic":0}],"Limit":10}}"#,
        #"QueryBusinessInfo {"data":{"FormId":"ER_ExpReimbursement"}}"#,
        #"!QueryAsyncResult {"queryInfo":"{\"TaskId\": \"none\", \"Cancelled\": false}"}"#,
    ]
}
