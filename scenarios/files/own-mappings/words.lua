-- What the claim is for, and the approval that it came from.
return form.TextField_REASON .. " 钉钉审批 " .. value
