using AccountPortal.Tests.Places;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Alerts;

/// <summary>A portal that knows a few places, and how a test signs in there.</summary>
public sealed class AlertPortal : IAsyncLifetime, IDisposable
{
    public const string Berlin = "194.25.3.4";
    public const string BerlinElsewhere = "194.25.9.9";
    public const string Hamburg = "80.1.2.3";
    public const string Rio = "200.1.2.3";
    public const string Home = "192.168.1.7";

    private readonly DatabaseFolder folder = new();
    private PortalApp? app;

    public PortalApp App => app!;

    public async Task InitializeAsync()
    {
        folder.Write("city.mmdb", new DatabaseWriter { Metadata = { ["database_type"] = "GeoLite2-City" } }
            .Add("194.25.0.0/16", Records.Nested("DE", "Berlin", 52.52, 13.405))
            .Add("80.1.0.0/16", Records.Nested("DE", "Hamburg", 53.55, 9.99))
            .Add("200.1.0.0/16", Records.Nested("BR", "Rio de Janeiro", -22.91, -43.17)));
        app = await PortalApp.StartAsync(new() { ["Geolocation:DatabasePath"] = folder["city.mmdb"] });
        app.Clock.Stop();
    }

    public async Task DisposeAsync() => await (app?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => folder.Dispose();

    /// <summary>A person who signed in once, in Berlin, with the browser that is returned.</summary>
    public async Task<(Person Person, Browser Browser)> AtHomeAsync(bool verified = true)
    {
        var person = await App.NewPersonAsync(verified);
        return (person, await SignInAsync(person, Berlin));
    }

    /// <summary>A browser without any cookie signs in there.</summary>
    public async Task<Browser> SignInAsync(Person person, string address, string userAgent = UserAgents.ChromeOnMac)
    {
        var browser = App.NewBrowser(userAgent);
        // So that the newest of several sessions is plain.
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        await AgainAsync(browser, person, address);
        return browser;
    }

    /// <summary>The same browser signs out, and in there.</summary>
    public static async Task AgainAsync(Browser browser, Person person, string address)
    {
        // Where it was: from elsewhere the session itself would have moved first.
        await browser.PostJsonAsync("/logout");
        browser.Address = address;
        await browser.SignInAsync(person);
    }

    /// <summary>The kinds of signals of the person's newest session.</summary>
    public async Task<IReadOnlyList<string>> SignalsAsync(Person person) => [.. (await NewestAsync(person)).Signals.Select(signal => signal.Kind)];

    public Task<AccountPortal.Sessions.Session> NewestAsync(Person person) =>
        App.Db(db => db.Sessions.AsNoTracking().Where(session => session.UserId == person.Id).OrderByDescending(session => session.CreatedAt).ThenByDescending(session => session.Id).FirstAsync());

    public async Task<int> MailsAsync(Person person) => (await App.Mail.ToAsync(person.Email)).Count;
}
