using Sallyport.Core.Arm;

namespace Sallyport.Portal.Subscriptions;

/// <summary>A subscription or one of its resource groups, where roles are given, and its addresses.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Group">The name of the resource group; null for the subscription itself.</param>
public sealed record ScopeAddress(Subscription Subscription, string? Group)
{
    /// <summary>The address of the list of subscriptions, which is also the menu's entry.</summary>
    public const string List = "/subscriptions";

    /// <summary>What people call it.</summary>
    public string Name => Group ?? Subscription.DisplayName;

    /// <summary>The page of the subscription.</summary>
    public string Overview => $"{List}/{Subscription.Id}";

    /// <summary>The page of who has which role.</summary>
    public string Access => AccessList + Query;

    /// <summary>The same without the group, which then is in <see cref="FurtherQuery"/>.</summary>
    public string AccessList => Overview + "/access";

    /// <summary>What names the group behind another part of the query; empty for the subscription itself.</summary>
    public string FurtherQuery => Group is null ? "" : "&" + Query[1..];

    /// <summary>The page on which a role is given.</summary>
    public string Add => Overview + "/access/add" + Query;

    private string Query => Group is null ? "" : $"?group={Uri.EscapeDataString(Group)}";

    /// <summary>The page on which an assignment is removed.</summary>
    /// <param name="assignment">The assignment's name.</param>
    public string Remove(Guid assignment) => $"{Overview}/access/{assignment}/remove{Query}";
}
