namespace AccountPortal.Tests.Chaos;

/// <summary>Of the mails that were written while a fault was played: how many were taken by the server, never, twice, and more often than that.</summary>
internal sealed record MailCount(int Sent, int Lost, int Twice)
{
    public int MoreThanTwice { get; init; }
}

/// <summary>Compares what the load was told with what is in the database and at the mail server, once the load is over.</summary>
internal sealed class Tally(ChaosStage stage, IReadOnlyList<ChaosRow> rows)
{
    private readonly List<string> failures = [];

    /// <summary>What does not add up.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(TimeSpan patience, bool waitForLeases)
    {
        await Eventually.IsTrueAsync("every account that is to go is gone", async () => await stage.Primary.AskAsync<long>("select count(*) from deletion_requests") == 0, patience);
        await Eventually.IsTrueAsync("every mail is sent", async () =>
        {
            if (!waitForLeases)
            {
                // What a node had claimed that died, or was never told so, comes up again when its lease of 61 s is over. Here that is after 4.
                await stage.Primary.RunAsync("update outbox_emails set next_attempt_at = now() where sent_at is null and next_attempt_at between now() and now() + interval '57 seconds'");
            }

            return await stage.Primary.AskAsync<long>("select count(*) from outbox_emails where sent_at is null") == 0;
        }, patience);
        await ActsAsync();
        await ErasuresAsync();
        await MailsAsync();
        return failures;
    }

    // Each act that was confirmed has its event, and none is there that nobody asked for.
    private async Task ActsAsync()
    {
        foreach (var (act, kind) in new[] { (Act.SignIn, "sign-in"), (Act.StepUp, "step-up"), (Act.Revoke, "session-revoked"), (Act.ChangePassword, "password-changed"), (Act.AskForDeletion, "deletion-requested") })
        {
            var written = await stage.Primary.AskAsync<long>("select count(*) from security_events where kind = $1 and outcome = 'success'", kind);
            var (least, most) = (Sum(ledger => ledger.Confirmed(act)), Sum(ledger => ledger.Confirmed(act) + ledger.Uncertain(act)));
            Demand(written >= least && written <= most, $"{written} times \"{kind}\" is written down; {least} were confirmed, {most - least} more may have been");
        }
    }

    // Gone from every table, and each has its one event and tombstone.
    private async Task ErasuresAsync()
    {
        var deleted = stage.Traffic.Deleted.ToArray();
        Demand(await stage.Primary.AskAsync<long>("select count(*) from users where email = any ($1)", (object)deleted) == 0, "an account that was to be deleted is there");
        foreach (var (name, wanted) in new[] { ("tombstones", "select count(*) from tombstones"), ("events", "select count(distinct account_id) from security_events where kind = 'account-erased'"), ("erasures", "select count(*) from security_events where kind = 'account-erased'") })
        {
            var count = await stage.Primary.AskAsync<long>(wanted);
            Demand(count == deleted.Length, $"{count} {name} for {deleted.Length} deleted accounts");
        }

        foreach (var table in (await stage.Primary.AskAsync<string>("select string_agg(table_name || '.' || column_name, ' ') from information_schema.columns where table_schema = 'public' and column_name in ('user_id', 'account_id', 'actor_id') and data_type = 'uuid'")).Split(' '))
        {
            var (name, column) = (table.Split('.')[0], table.Split('.')[1]);
            var left = await stage.Primary.AskAsync<long>($"select count(*) from {name} where substr({column}::text, 15, 1) = '7' and not exists (select 1 from users where users.id = {column})");
            Demand(left == 0, $"{left} rows of {table} belong to accounts that are gone");
        }
    }

    private async Task MailsAsync()
    {
        var got = stage.Mail.Mails.GroupBy(mail => mail.Header("Message-ID")).ToDictionary(mails => mails.Key, mails => mails.Count());
        foreach (var row in rows)
        {
            var ids = await stage.Primary.AskAsync<string[]>("select coalesce(array_agg(message_id), '{}') from outbox_emails where created_at >= $1 and created_at < $2", row.From.UtcDateTime, row.Until.UtcDateTime);
            row.Mails = new MailCount(ids.Length, ids.Count(id => !got.ContainsKey(id)), ids.Count(id => got.GetValueOrDefault(id) == 2)) { MoreThanTwice = ids.Count(id => got.GetValueOrDefault(id) > 2) };
        }

        // One mail for each change of password, and one last mail for each account that is gone.
        var changes = await stage.Primary.AskAsync<long>("select count(*) from security_events where kind = 'password-changed' and outcome = 'success'");
        var letters = stage.Mail.Mails.Where(mail => mail.To.StartsWith("changer", StringComparison.Ordinal) && mail.Subject.Contains("password", StringComparison.OrdinalIgnoreCase)).Select(mail => mail.Header("Message-ID")).Distinct().Count();
        Demand(letters == changes, $"{letters} mails for {changes} changes of password");
        var last = stage.Mail.Mails.Where(mail => mail.Subject.EndsWith("account is deleted", StringComparison.Ordinal)).GroupBy(mail => mail.To).ToDictionary(mails => mails.Key, mails => mails.ToList());
        foreach (var email in stage.Traffic.Deleted)
        {
            var mails = last.GetValueOrDefault(email) ?? [];
            Demand(mails.Select(mail => mail.Header("Message-ID")).Distinct().Count() == 1 && mails.Count <= 2, $"{email} was told {mails.Count} times that the account is gone");
        }
    }

    private int Sum(Func<Ledger, int> count) => rows.Sum(row => count(row.Ledger));

    private void Demand(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            failures.Add(otherwise);
        }
    }
}
