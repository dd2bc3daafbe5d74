using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>A certificate of a provider as the pages show it.</summary>
public sealed record CertificateRow(SamlCertificate Certificate, string State, string Kind, int DaysLeft, int KeySize)
{
    private static readonly int[] Warnings = [30, 7];

    /// <summary>All of them, with what each is for now: the one that signed last is in use, one that has not signed yet comes next.</summary>
    public static IReadOnlyList<CertificateRow> Of(IReadOnlyCollection<SamlCertificate> certificates, DateTimeOffset now)
    {
        var used = certificates.Where(row => row.LastUsedAt is not null).MaxBy(row => row.LastUsedAt);
        return [.. certificates.OrderByDescending(row => row == used).ThenByDescending(row => row.NotAfter).Select(row => Of(row, used, now))];
    }

    private static CertificateRow Of(SamlCertificate row, SamlCertificate? used, DateTimeOffset now)
    {
        var days = (int)Math.Floor((row.NotAfter - now).TotalDays);
        var (state, kind) = row switch
        {
            _ when row.NotAfter <= now => ("Expired", "bad"),
            _ when row == used => ("In use", "good"),
            _ when used is null => ("Not used yet", "plain"),
            { LastUsedAt: null } => ("Next", "plain"),
            _ => ("Used before", "plain"),
        };
        return new(row, state, kind, Math.Max(days, 0), TrustedCertificate.Read(row.Encoded).KeySize);
    }

    public bool IsExpired => State == "Expired";

    /// <summary>The kind of the bar of what is left.</summary>
    public string Left => KindOf(DaysLeft);

    public static string KindOf(int daysLeft) => daysLeft > Warnings[0] ? "good" : daysLeft > Warnings[1] ? "warn" : "bad";

    /// <summary>SHA-256 as consoles show it, in groups that can be compared.</summary>
    public string Thumbprint => string.Join(' ', Certificate.Thumbprint.Chunk(8).Select(part => new string(part)));
}
