az role assignment create --assignee $appId --role Reader --scope /subscriptions/<subscription-id>
