using System.Globalization;

namespace AccountPortal.Passwords;

/// <summary>What needs no list to be guessed: repetitions, runs and dates. Attackers' programs write these down by themselves.</summary>
internal static class Guessable
{
    private static readonly string[] DateFormats = ["ddMMyyyy", "MMddyyyy", "yyyyMMdd", "dd.MM.yyyy", "dd-MM-yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "yyyy-MM-dd"];

    /// <summary>Whether the password is one part over and over ("12341234"), a run ("abcdefgh", "87654321") or a date ("24121998").</summary>
    public static bool IsPattern(string password) => IsRepetition(password) || IsRun(password) || IsDate(password);

    // Shifted by one part, a repetition is itself.
    private static bool IsRepetition(string password) =>
        Enumerable.Range(1, Math.Min(4, password.Length / 2))
            .Any(part => password.AsSpan(part).Equals(password.AsSpan(0, password.Length - part), StringComparison.OrdinalIgnoreCase));

    private static bool IsRun(string password)
    {
        var steps = password.Zip(password.Skip(1), (left, right) => char.ToLowerInvariant(right) - char.ToLowerInvariant(left)).ToList();
        // Nine to nought counts on: "7890123".
        return steps.TrueForAll(step => step is 1 or -9) || steps.TrueForAll(step => step is -1 or 9);
    }

    private static bool IsDate(string password) =>
        DateOnly.TryParseExact(password, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1900 and < 2100;
}
