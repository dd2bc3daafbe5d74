using AccountPortal.Retention;
using AccountPortal.Tests.Admin;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The page of retention, looked at in the real browser.</summary>
public class RetentionPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_page_of_retention_is_accessible()
    {
        var (administrator, now) = (await app.NewAdministratorAsync(), app.Clock.GetUtcNow());
        await app.Db(db =>
        {
            foreach (var (number, rule) in app.Services.GetRequiredService<RetentionCatalogue>().Rules.Index())
            {
                db.AddRange(Enumerable.Range(0, 20).Select(day => new RetentionRun
                {
                    Id = Guid.CreateVersion7(), Rule = rule.Name, StartedAt = now.AddDays(-day), EndedAt = now.AddDays(-day).AddSeconds(day), Rows = (1 + number) * (day * 37 % 400),
                    Error = number == 2 && day == 0 ? "PostgresException 55P03" : null,
                }));
            }

            return db.SaveChangesAsync();
        });
        foreach (var look in new[] { Look.Desktop, Look.DesktopDark, Look.Phone })
        {
            await Chromium.VisitAsync(
                app,
                async tab =>
                {
                    await tab.GoAsync("/admin/retention");
                    await tab.AssertAccessibleAsync();
                    await tab.ScreenshotAsync("retention");
                },
                look,
                signedIn: await app.SignInAsync(administrator));
        }
    }
}
