az ad sp create --id $appId --query appId -otsv
