@testable import Simulators

/// One valid request for each endpoint of the fake DingTalk, a line each: method, target, body.
///
/// `$token`, `$instance`, `$task`, `$start` and `$ticket` are filled in from the bench. A line that begins with `!` is
/// refused even as it stands, since the bench lacks what it needs.
enum DingTalkExamples {
    static let lines = [
        // tokens
        #"GET /gettoken?appkey=$key&appsecret=$secret"#,
        #"POST /v1.0/oauth2/accessToken {"appKey":"$key","appSecret":"$secret"}"#,
        #"POST /v1.0/oauth2/$corp/token {"client_id":"$key","client_secret":"$secret","grant_type":"client_credentials"}"#,
        // contacts
        #"POST /topapi/v2/user/get?access_token=$token {"userid":"$user","language":"zh_CN"}"#,
        #"POST /topapi/v2/user/list?access_token=$token {"dept_id":582976341,"cursor":0,"size":10}"#,
        #"POST /topapi/user/listsimple?access_token=$token {"dept_id":582976341,"cursor":0,"size":10}"#,
        #"POST /topapi/user/listid?access_token=$token {"dept_id":582976341}"#,
        #"POST /topapi/v2/user/getbymobile?access_token=$token {"mobile":"18500000000"}"#,
        #"POST /topapi/user/getbyunionid?access_token=$token {"unionid":"N2o5U3axxxxx"}"#,
        #"POST /topapi/user/count?access_token=$token {"only_active":true}"#,
        #"POST /topapi/v2/department/get?access_token=$token {"dept_id":582976341}"#,
        #"POST /topapi/v2/department/listsub?access_token=$token {"dept_id":1}"#,
        #"POST /topapi/v2/department/listsubid?access_token=$token {"dept_id":1}"#,
        #"POST /topapi/v2/department/listparentbyuser?access_token=$token {"userid":"$user"}"#,
        #"POST /topapi/v2/department/listparentbydept?access_token=$token {"dept_id":582976341}"#,
        #"GET /auth/scopes?access_token=$token"#,
        // approvals
        #"POST /topapi/processinstance/get?access_token=$token {"process_instance_id":"$instance"}"#,
        #"POST /topapi/processinstance/listids?access_token=$token {"process_code":"$code","start_time":$start,"size":10,"cursor":0,"userid_list":"$user"}"#,
        #"POST /topapi/processinstance/create?access_token=$token {"agent_id":1,"process_code":"$code","originator_user_id":"$user","dept_id":-1,"form_component_values":[{"name":"报销事由","value":"出差"},{"name":"合计（分）","value":"100"}],"approvers":"$boss"}"#,
        #"POST /topapi/process/instance/terminate?access_token=$token {"request":{"process_instance_id":"$instance","is_system":true,"remark":"填错了"}}"#,
        #"POST /topapi/process/instance/execute?access_token=$token {"request":{"process_instance_id":"$instance","task_id":$task,"actioner_userid":"$boss","result":"agree","remark":"好"}}"#,
        #"POST /router/rest?method=dingtalk.smartwork.bpms.processinstance.get&session=$token&format=json&v=2.0 process_instance_id=$instance"#,
        #"GET /v1.0/workflow/processInstances?processInstanceId=$instance"#,
        #"POST /v1.0/workflow/processes/instanceIds/query {"processCode":"$code","startTime":$start,"nextToken":0,"maxResults":10}"#,
        #"POST /v1.0/workflow/processInstances {"processCode":"$code","originatorUserId":"$user","deptId":-1,"formComponentValues":[{"name":"报销事由","value":"出差"}],"approvers":[{"actionType":"AND","userIds":["$boss","$user"]}]}"#,
        #"POST /v1.0/workflow/processInstances/terminate {"processInstanceId":"$instance","isSystem":true,"remark":"填错了"}"#,
        #"POST /v1.0/workflow/processInstances/execute {"processInstanceId":"$instance","taskId":$task,"actionerUserId":"$boss","result":"agree","remark":"好"}"#,
        #"POST /v1.0/workflow/processInstances/comments {"processInstanceId":"$instance","text":"单据已生成","commentUserId":"$user"}"#,
        #"POST /v1.0/workflow/tasks/redirect {"taskId":$task,"toUserId":"$user","operateUserId":"$boss","remark":"转交"}"#,
        // events
        #"!POST /call_back/register_call_back?access_token=$token {"call_back_tag":["bpms_instance_change"],"token":"123456","aes_key":"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG","url":"http://nobody.test/cb"}"#,
        #"!POST /call_back/update_call_back?access_token=$token {"call_back_tag":["bpms_instance_change"],"token":"123456","aes_key":"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG","url":"http://nobody.test/cb"}"#,
        #"!GET /call_back/get_call_back?access_token=$token"#,
        #"!GET /call_back/delete_call_back?access_token=$token"#,
        #"GET /call_back/get_call_back_failed_result?access_token=$token"#,
        #"POST /v1.0/gateway/connections/open {"clientId":"$key","clientSecret":"$secret","subscriptions":[{"type":"EVENT","topic":"*"}]}"#,
        #"!GET /connect?ticket=none"#,
        // messages
        #"POST /topapi/message/corpconversation/asyncsend_v2?access_token=$token {"agent_id":$agent,"userid_list":"$user","msg":{"msgtype":"text","text":{"content":"单据已生成"}}}"#,
        #"!POST /topapi/message/corpconversation/getsendprogress?access_token=$token {"agent_id":$agent,"task_id":1}"#,
        #"!POST /topapi/message/corpconversation/getsendresult?access_token=$token {"agent_id":$agent,"task_id":1}"#,
    ]
}
