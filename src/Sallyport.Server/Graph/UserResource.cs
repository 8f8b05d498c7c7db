using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>The resource <c>user</c> as Graph shows it. Source: Microsoft Graph, resource type <c>user</c>.</summary>
internal static class UserResource
{
    private static readonly string[] None = [];

    /// <summary>Its members, in their order: first those that v1.0 shows to a caller who selects none.</summary>
    public static readonly GraphResource<User> Model =
        new GraphResource<User>("user", u => u.Id) { IgnoresCase = true, AllowsStartsWith = true }
        .Fixed("businessPhones", MemberType.Texts, None)
        .Stored("displayName", MemberType.Text, u => u.DisplayName).Searched(u => u.DisplayNameKey)
        .Stored("givenName", MemberType.Text, u => u.GivenName)
        .Fixed("jobTitle", MemberType.Text)
        .Stored("mail", MemberType.Text, u => u.Mail)
        .Stored("mobilePhone", MemberType.Text, u => u.MobilePhone)
        .Fixed("officeLocation", MemberType.Text)
        .Fixed("preferredLanguage", MemberType.Text)
        .Stored("surname", MemberType.Text, u => u.Surname)
        .Stored("userPrincipalName", MemberType.Text, u => u.UserPrincipalName)
            .Searched(u => u.UserPrincipalNameKey)
        .Stored("id", MemberType.Text, u => u.Id).Searched(u => u.Id)
        .Stored("accountEnabled", MemberType.Flag, u => u.AccountEnabled).WhenSelected()
        .Stored("createdDateTime", MemberType.Instant, u => GraphJson.Instant(u.CreatedDateTime)).WhenSelected()
        .Stored("mailNickname", MemberType.Text, u => u.MailNickname).WhenSelected()
        .Stored(
            "signInSessionsValidFromDateTime", MemberType.Instant,
            u => GraphJson.Instant(u.SignInSessionsValidFrom)).WhenSelected()
        .Fixed("userType", MemberType.Text, "Member").WhenSelected();

    /// <summary>Writes users in a list of objects: to a caller who may not read users, their ids alone.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="users">The users.</param>
    /// <param name="caller">The request.</param>
    /// <param name="version">The version.</param>
    public static void WriteTyped(
        Utf8JsonWriter writer, IEnumerable<User> users, HttpContext caller, GraphVersion version)
    {
        var mayRead = GraphPermission.ReadUsers.IsHeldBy(caller);
        foreach (var user in users)
            if (mayRead)
                GraphJson.WriteTyped(writer, user, Model, version);
            else
                GraphJson.WriteLimited(writer, user, Model, version);
    }
}
