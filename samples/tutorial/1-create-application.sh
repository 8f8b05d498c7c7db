appId=$(az ad app create --display-name gitlab-oidc --query appId -otsv)
