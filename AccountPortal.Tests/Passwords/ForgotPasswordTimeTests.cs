namespace AccountPortal.Tests.Passwords;

/// <summary>Asking for a reset takes the same time whether or not the account exists (P9).</summary>
[Collection(AloneCollection.Name)]
public class ForgotPasswordTimeTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const double Allowed = 1.06;

    [Fact]
    public async Task Known_and_unknown_addresses_are_answered_after_the_same_time()
    {
        var browser = app.NewBrowser();
        // Each person once: who asks too often is written to no more.
        var people = new Queue<Person>();
        for (var i = 0; i < SameTime.Most; i++)
        {
            people.Enqueue(await app.NewPersonAsync());
        }

        await AskAsync(People.New().Email);
        var ratio = await SameTime.RatioAsync(() => AskAsync(People.New().Email), () => AskAsync(people.Dequeue().Email), Allowed);
        Assert.InRange(ratio, 1 / Allowed, Allowed);

        async Task AskAsync(string email)
        {
            await browser.GoAsync("/forgot-password");
            await browser.SubmitAsync("Send me a link", new { email });
        }
    }
}
