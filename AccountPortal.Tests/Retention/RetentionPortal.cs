using AccountPortal.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Retention;

/// <summary>Applying rules when the test says so.</summary>
internal static class RetentionPortal
{
    /// <summary>A portal that applies no rule by itself.</summary>
    public static void WithoutCleaning(IServiceCollection services) => services.Remove(services.Single(service => service.ImplementationType == typeof(RetentionCleaning)));

    public static RetentionRule Rule(this PortalApp app, string name) => app.Services.GetRequiredService<RetentionCatalogue>().Rules.Single(rule => rule.Name == name);

    /// <summary>Applies that rule, claimed or not; how many rows went.</summary>
    public static async Task<long> ApplyAsync(this PortalApp app, string name)
    {
        var run = await app.Services.GetRequiredService<RetentionRound>().ApplyAsync(app.Rule(name), CancellationToken.None);
        Assert.Null(run.Error);
        return run.Rows;
    }

    public static Task<List<RetentionRun>> RunsAsync(this PortalApp app, string name) =>
        app.Db(db => db.RetentionRuns.AsNoTracking().Where(run => run.Rule == name).OrderBy(run => run.StartedAt).ToListAsync());
}
