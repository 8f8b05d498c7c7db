namespace Sallyport.Portal.Users;

/// <summary>What a visitor may do with a user.</summary>
/// <param name="MayWrite">Change by what and whether the person signs in, and delete the account.</param>
/// <param name="MayRevoke">End its sessions: everybody may end their own.</param>
/// <param name="MayAssign">Give it directory roles and take them.</param>
public sealed record UserPowers(bool MayWrite, bool MayRevoke, bool MayAssign);
