using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage.Tests;

public abstract partial class StoreContract
{
    private IVariableStore Variables() => New<IVariableStore>();

    private static CiVariable NewVariable(string key, string scope = "*", VariableOwner? owner = null)
    {
        owner ??= VariableOwner.Instance;
        return new CiVariable
        {
            Owner = owner.Key, ProjectKey = owner.ProjectKey, GroupId = owner.GroupId, Key = key, Value = "v", EnvironmentScope = scope,
        };
    }

    [Fact]
    public async Task Keeps_one_variable_of_a_key_and_scope_for_each_owner_and_case_counts()
    {
        var group = VariableOwner.Of(await GitLab().EnsureNamespaceAsync("g", Cancel));

        Assert.Equal(StoreOutcome.Done, await Variables().AddAsync(NewVariable("A"), Cancel));
        Assert.Equal(StoreOutcome.AlreadyExists, await Variables().AddAsync(NewVariable("A"), Cancel));
        foreach (var other in (CiVariable[])[NewVariable("a"), NewVariable("A", "x"), NewVariable("A", owner: group)])
            Assert.Equal(StoreOutcome.Done, await Variables().AddAsync(other, Cancel));
        var moved = (await Variables().ListAsync(["instance"], Cancel)).Single(v => v.EnvironmentScope == "x");
        moved.EnvironmentScope = "*";
        Assert.Equal(StoreOutcome.AlreadyExists, await Variables().UpdateAsync(moved, Cancel));
        Assert.Equal(["A*", "a*", "Ax"], (await Variables().ListAsync(["instance"], Cancel)).Select(v => v.Key + v.EnvironmentScope));
        Assert.Equal(4, (await Variables().ListAsync(["instance", group.Key], Cancel)).Count);
    }

    [Fact]
    public async Task Changes_a_variable_once_and_tells_a_stale_copy_so()
    {
        await Variables().AddAsync(NewVariable("A"), Cancel);
        var one = (await Variables().ListAsync(["instance"], Cancel))[0];
        var other = (await Variables().ListAsync(["instance"], Cancel))[0];

        one.Value = "one";
        Assert.Equal(StoreOutcome.Done, await Variables().UpdateAsync(one, Cancel));
        other.Value = "other";
        Assert.Equal(StoreOutcome.Stale, await Variables().UpdateAsync(other, Cancel));
        Assert.Equal(StoreOutcome.Stale, await Variables().DeleteAsync(other, Cancel));
        Assert.Equal("one", (await Variables().ListAsync(["instance"], Cancel)).Single().Value);
        Assert.Equal(StoreOutcome.Done, await Variables().DeleteAsync(one, Cancel));
        Assert.Empty(await Variables().ListAsync(["instance"], Cancel));
    }

    [Fact]
    public async Task Variables_go_with_their_group()
    {
        var group = await GitLab().EnsureNamespaceAsync("g", Cancel);
        await Variables().AddAsync(NewVariable("A", owner: VariableOwner.Of(group)), Cancel);

        Assert.True(await GitLab().DeleteEmptyAsync(group, Cancel));

        Assert.Empty(await Variables().ListAsync([VariableOwner.Of(group).Key], Cancel));
    }

    [Fact]
    public async Task Forgets_the_memberships_in_a_group_and_below_it_and_no_others()
    {
        var user = new GitLabUser
        {
            Id = 7, Username = "alice", Name = "", Email = "", CreatedAt = DateTimeOffset.UnixEpoch,
            Memberships = [new(null, "Top", 30), new(null, "top/sub", 30), new(null, "topmost", 30)],
        };
        await GitLab().AddAsync(user, Cancel);

        await New<IUserStore>().ForgetGroupAsync("top", Cancel);

        Assert.Equal(["topmost"], (await GitLab().FindUserAsync(7, Cancel))!.DirectGroups);
        Assert.Equal(7, await New<IUserStore>().LastUserIdAsync(Cancel));
    }
}
