using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Passwords;

/// <summary>A storm of passwords, each of which takes until the test lets it.</summary>
public sealed class PasswordFenceTests : IDisposable
{
    private readonly SlowHasher hasher = new();

    public void Dispose() => hasher.Dispose();

    [Fact]
    public async Task All_cores_but_one_hash_some_wait_and_the_next_is_told_to_come_back()
    {
        var settings = Options.Create(new PasswordSettings { Iterations = 1000, MaxWaiting = 3 });
        using var fence = new PasswordFence(new PasswordCheck(hasher, settings), settings);
        hasher.IsSlow = true;
        List<Task> under = [];
        for (var i = 0; i < PasswordFence.AtOnce; i++)
        {
            under.Add(HashAsync());
            await Eventually.IsTrueAsync("it is being hashed", () => Task.FromResult(hasher.Running == under.Count));
        }

        using var cancelled = new CancellationTokenSource();
        var leaves = fence.HashAsync(Nobody(), "gone", cancelled.Token);
        under.AddRange([HashAsync(), HashAsync()]);
        Assert.InRange(Assert.Throws<PasswordsBusyException>(fence.DemandRoom).RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<PasswordsBusyException>(HashAsync);
        await cancelled.CancelAsync();
        hasher.Release();
        await Task.WhenAll(under);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal((PasswordFence.AtOnce, PasswordFence.AtOnce + 2), (hasher.MostAtOnce, hasher.Done));
        Assert.Equal(Math.Max(1, Environment.ProcessorCount - 1), hasher.MostAtOnce);
        fence.DemandRoom();
        await HashAsync();

        Task HashAsync() => fence.HashAsync(Nobody(), "correct horse", default);
    }

    [Fact]
    public async Task Meanwhile_sessions_are_checked_and_a_try_that_was_turned_away_is_none()
    {
        await using var app = await PortalApp.StartAsync(
            new() { ["Passwords:MaxWaiting"] = "1", ["RateLimits:Enabled"] = "true" }, services: services => services.AddSingleton<IPasswordHasher<Account>>(hasher));
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        hasher.IsSlow = true;
        var before = hasher.Running;
        var storm = new List<Task<JsonAnswer>>();
        for (var i = 0; i < PasswordFence.AtOnce + 1; i++)
        {
            storm.Add(app.NewBrowser().PostJsonAsync("/login", new { email = $"storm{i}@example.com", password = "guess" }));
            await Eventually.IsTrueAsync("it is under way", () => Task.FromResult(hasher.Running == Math.Min(storm.Count, PasswordFence.AtOnce)));
        }

        var fence = app.Services.GetRequiredService<PasswordFence>();
        await Eventually.IsTrueAsync("no more may wait", () => Task.FromResult(Record.Exception(fence.DemandRoom) is not null));
        for (var i = 0; i < 30; i++)
        {
            var refused = await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password });
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            Assert.InRange(refused.Response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        }

        var page = app.NewBrowser();
        await page.GoAsync("/sign-up");
        await page.SubmitAsync("Create account", new { email = People.New().Email, password = "a sentence that nobody knows" });
        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me")).Status);
        hasher.Release();
        Assert.All(await Task.WhenAll(storm), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        await app.SignInAsync(person);
    }

    private static Account Nobody() => new() { CreatedAt = default };

    private sealed class SlowHasher : PasswordHasher<Account>, IDisposable
    {
        private readonly ManualResetEventSlim released = new();
        private int running;
        private int done;
        private int mostAtOnce;

        public SlowHasher()
            : base(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }))
        {
        }

        public bool IsSlow { get; set; }

        public int Running => Volatile.Read(ref running);

        public int Done => Volatile.Read(ref done);

        public int MostAtOnce => Volatile.Read(ref mostAtOnce);

        public void Release() => released.Set();

        public override string HashPassword(Account user, string password)
        {
            Take();
            return base.HashPassword(user, password);
        }

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Take();
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        public void Dispose()
        {
            Release();
            released.Dispose();
        }

        private void Take()
        {
            if (!IsSlow)
            {
                return;
            }

            var now = Interlocked.Increment(ref running);
            mostAtOnce = Math.Max(mostAtOnce, now);
            released.Wait();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
        }
    }
}
