using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>The forms and limits of a user's members.</summary>
internal static class UserRules
{
    /// <summary>The resource's name in refusals.</summary>
    public const string Resource = "User";

    private const int LocalPartLength = 64;
    private const int NameLength = 256;
    private const int PartOfNameLength = 64;
    private const int ShortestPassword = 8;
    private const int LongestPassword = 256;
    private const int KindsInPassword = 3;

    /// <summary>Sets the members that are given but the password, or refuses the first that is not in order.</summary>
    public static void Apply(User user, UserInput input, Tenant tenant)
    {
        if (input.UserPrincipalName.IsGiven)
            user.UserPrincipalName = CheckName(input.UserPrincipalName.Value, tenant);
        user.DisplayName = Required("displayName", input.DisplayName.Or(user.DisplayName), NameLength);
        user.MailNickname = Required("mailNickname", input.MailNickname.Or(user.MailNickname), PartOfNameLength);
        user.GivenName = Bounded("givenName", input.GivenName.Or(user.GivenName), PartOfNameLength);
        user.Surname = Bounded("surname", input.Surname.Or(user.Surname), PartOfNameLength);
        user.Mail = Bounded("mail", input.Mail.Or(user.Mail), NameLength);
        user.MobilePhone = Bounded("mobilePhone", input.MobilePhone.Or(user.MobilePhone), PartOfNameLength);
        user.AccountEnabled = input.AccountEnabled.Or(user.AccountEnabled);
        user.ForceChangePasswordNextSignIn =
            input.ForceChangePasswordNextSignIn.Or(user.ForceChangePasswordNextSignIn);
    }

    /// <summary>
    /// Refuses a password that is too weak. Source: "Password policies that only apply to cloud user accounts",
    /// Microsoft Entra: 8 to 256 characters, three of four kinds.
    /// </summary>
    public static string CheckPassword(string? password)
    {
        if (string.IsNullOrEmpty(password))
            throw GraphErrors.ValueRequired("passwordProfile", Resource).ToException();
        Predicate<char>[] kinds = [char.IsUpper, char.IsLower, char.IsDigit, c => !char.IsLetterOrDigit(c)];
        var isStrong = password.Length is >= ShortestPassword and <= LongestPassword
            && kinds.Count(kind => password.Any(c => kind(c))) >= KindsInPassword;
        return isStrong ? password : throw GraphErrors.PasswordTooWeak().ToException();
    }

    private static string CheckName(string? name, Tenant tenant)
    {
        if (string.IsNullOrEmpty(name))
            throw GraphErrors.ValueRequired("userPrincipalName", Resource).ToException();
        var domain = User.DomainOf(name);
        var local = name[..Math.Max(0, name.Length - domain.Length - 1)];
        if (domain.Length == 0 || local.Length is 0 or > LocalPartLength || !local.All(IsOfName))
            throw GraphErrors.InvalidValue(
                "userPrincipalName", Resource, "it must be a name, an @ and a domain.").ToException();
        return domain.Equals(tenant.InitialDomain, StringComparison.OrdinalIgnoreCase)
            ? name
            : throw GraphErrors.UserDomainNotVerified().ToException();
    }

    // Source: Microsoft Graph, userPrincipalName: A-Z, a-z, 0-9 and ' . - _ ! # ^ ~.
    private static bool IsOfName(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '\'' or '.' or '-' or '_' or '!' or '#' or '^' or '~';

    private static string Required(string property, string? value, int maximum) =>
        string.IsNullOrEmpty(value)
            ? throw GraphErrors.ValueRequired(property, Resource).ToException()
            : Bounded(property, value, maximum)!;

    private static string? Bounded(string property, string? value, int maximum) =>
        value?.Length > maximum
            ? throw GraphErrors.InvalidValue(
                property, Resource, $"it must not be longer than {maximum} characters.").ToException()
            : value;
}
