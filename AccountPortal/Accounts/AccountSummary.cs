namespace AccountPortal.Accounts;

/// <summary>An account as <c>GET /me</c> tells it.</summary>
public sealed record AccountSummary(Guid Id, string Email, bool EmailVerified, string? DisplayName, string? TimeZone, DateTimeOffset CreatedAt, bool TwoFactorEnabled)
{
    public static AccountSummary Of(Account account) =>
        new(account.Id, account.Email!, account.EmailConfirmed, account.DisplayName, account.TimeZone, account.CreatedAt, account.TwoFactorEnabled);
}
