using System.Diagnostics;
using System.Text;
using AccountPortal.Saml;
using Xunit.Abstractions;

namespace AccountPortal.Tests.Saml;

/// <summary>
/// Valid answers, damaged at random: whatever is accepted still says what was signed, nothing throws, and nothing takes long. The same way in every run, unless
/// SAML_MUTATIONS says how many are to be tried and SAML_SEED from which number on (eng/saml.sh).
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);
    private static readonly int? Wanted = Number("SAML_MUTATIONS");
    private static readonly int Seed = Number("SAML_SEED") ?? 20260504;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Messages =
    [
        Answer.Signed,
        Signer.Sign(Answer.Signed, "_r1"),
        Signer.Sign(Answer.Response, "_a1", new() { KeyInfo = Keys.Provider }),
        Answer.Response.Change(Answer.Assertion, new Encryptor().Encrypt(Answer.Signed.Between("<saml:Assertion", "</saml:Assertion>"))),
    ];

    /// <summary>What is put in where it does not belong.</summary>
    private static readonly string[] Pieces =
    [
        "<!---->", "<![CDATA[x]]>", "<?x?>", "&#0;", "&amp;", "&x;", "<x/>", "<saml:Assertion ID='_a1'/>", " ID='_a1'", " Id='_a1'", " id='_a1'", " xmlns='urn:x'", " xmlns:saml='urn:x'", "\0", "\uFEFF", "\uFFFF", "'", "\"", "<", ">", "]]>",
        "ceo@acme.example", "2099-01-01T00:00:00Z", "#", "http://127.0.0.1:1/", "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>", "\u0301", "\uD83D\uDE00",
    ];

    private static readonly string[] Declarations =
    [
        "<?xml version='1.0'?>", "<?xml version='1.1'?>", "<?xml version='1.0' encoding='utf-16'?>", "<?xml version='1.0' encoding='utf-7'?>", "<?xml version='1.0' encoding='iso-8859-1'?>",
        "<!DOCTYPE x>", "<!DOCTYPE x [<!ENTITY x 'y'>]>", "\uFEFF", " ", "<!-- -->",
    ];

    [Fact]
    public void Damaged_answers_are_refused_or_say_what_was_signed()
    {
        var random = new Random(Seed);
        output.WriteLine($"Seed {Seed}");
        var genuine = Identity(Answer.Send(Answer.Signed).AssertAccepted());
        var (refusals, accepted, slowest) = (new Dictionary<SamlRefusal, int>(), 0, TimeSpan.Zero);
        var total = Stopwatch.StartNew();
        // One round at least, on a machine however slow.
        for (var round = 0; Wanted is { } wanted ? round < wanted : round < 500 || total.Elapsed < Budget; round++)
        {
            var bytes = Damage(random, Messages[round % Messages.Length]);
            var (outcome, took) = Time(() => Answer.Send(bytes));
            for (var again = 0; again < 20 && took >= Limit; again++)
            {
                // Slow once may be the machine; slow every time is the message.
                took = Time(() => Answer.Send(bytes)).Took;
            }

            slowest = took > slowest ? took : slowest;
            if (outcome.Refusal is { } refusal)
            {
                refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
                Assert.Null(outcome.Assertion);
            }
            else
            {
                accepted++;
                Assert.Equal(genuine, Identity(outcome.Assertion!));
            }
        }

        output.WriteLine(
            $"{refusals.Values.Sum()} refused, {accepted} accepted unchanged, none changed; the slowest {slowest.TotalMilliseconds:0.0} ms; {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB at most");
        foreach (var (refusal, count) in refusals.OrderByDescending(pair => pair.Value))
        {
            output.WriteLine($"{count,7} {refusal}");
        }

        Assert.True(slowest < Limit, $"{slowest.TotalMilliseconds} ms");
        Assert.True(refusals.Count > 10);
    }

    [Fact]
    public void Damaged_logouts_and_metadata_are_refused_or_unchanged()
    {
        var random = new Random(Seed + 1);
        var (logouts, metadata) = (new LogoutReader(new FixedClock()), new MetadataReader(new FixedClock()));
        var (posted, query, accepted) = (Signer.Sign(LogoutTests.Request, "_l1"), LogoutTests.Query(LogoutTests.Request), 0);
        for (var round = 0; round < (Wanted ?? 600); round++)
        {
            var damagedQuery = Encoding.UTF8.GetString(Damage(random, query));
            foreach (var outcome in new[]
            {
                logouts.ReadRequest(Answer.Form(("SAMLRequest", Convert.ToBase64String(Damage(random, posted)))), LogoutTests.Expected),
                logouts.ReadRequest(damagedQuery, LogoutTests.Expected),
            })
            {
                Assert.True(outcome.Fault is null, outcome.Fault?.ToString());
                Assert.True(outcome.Message is null || outcome.Message.NameId.Value == Answer.Person);
                accepted += outcome.Message is null ? 0 : 1;
            }

            var read = metadata.Read(Damage(random, MetadataTests.Right));
            Assert.True(read.Fault is null, read.Fault?.ToString());
            Assert.NotEqual(read.Refusal is null, read.Metadata is null);
        }

        output.WriteLine($"{accepted} logouts accepted unchanged");
    }

    private static byte[] Damage(Random random, string message)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var (at, other) = (random.Next(message.Length), random.Next(message.Length));
            var length = Math.Min(random.Next(1, 200), message.Length - at);
            message = random.Next(12) switch
            {
                0 => message.Remove(at, 1),
                1 => message.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => message.Insert(at, ((char)random.Next(0xD800)).ToString()),
                3 => message[..at] + (char)(message[at] ^ (1 << random.Next(7))) + message[(at + 1)..],
                4 => message.Insert(other, message.Substring(at, length)),
                5 => message.Remove(at, length),
                6 => SwapElements(random, message),
                7 => CopyElement(random, message),
                8 => Rename(random, message),
                9 => SwapAttributes(random, message),
                10 => Declarations[random.Next(Declarations.Length)] + message,
                _ => message.Insert(Tag(random, message), Pieces[random.Next(Pieces.Length)]),
            };
        }

        var bytes = Encode(random, message);
        if (random.Next(10) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    // Now and then as other readers than ours would take it.
    private static byte[] Encode(Random random, string message) => random.Next(40) switch
    {
        0 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(message)],
        1 => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(message)],
        2 => Encoding.Unicode.GetBytes(message),
        3 => Encoding.UTF32.GetBytes(message),
        4 => Encoding.Latin1.GetBytes(message),
        _ => Encoding.UTF8.GetBytes(message),
    };

    /// <summary>Another prefix, namespace or name, everywhere.</summary>
    private static string Rename(Random random, string message)
    {
        string[] names = ["saml:", "samlp:", "ds:", "xs:", "Assertion", "Response", "Signature", "Subject", "NameID", "ID", "urn:oasis:names:tc:SAML:2.0:assertion", "http://www.w3.org/2000/09/xmldsig#", Answer.Person];
        var (from, to) = (names[random.Next(names.Length)], names[random.Next(names.Length)]);
        return random.Next(2) == 0 ? message.Replace(from, to, StringComparison.Ordinal) : message.Replace(from, from.ToUpperInvariant(), StringComparison.Ordinal);
    }

    /// <summary>The value of one attribute in the place of another's.</summary>
    private static string SwapAttributes(Random random, string message)
    {
        var (one, other) = (Value(random, message), Value(random, message));
        return one.Length == 0 || other.Length == 0 ? message : message.Replace(one, other, StringComparison.Ordinal);
    }

    private static string Value(Random random, string message)
    {
        var start = message.IndexOf("=\"", random.Next(message.Length), StringComparison.Ordinal);
        var end = start < 0 ? -1 : message.IndexOf('"', start + 2);
        return end < 0 ? "" : message[(start + 1)..(end + 1)];
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : null;

    private static int Tag(Random random, string message) => Math.Max(0, message.IndexOf('<', random.Next(message.Length)));

    private static string Element(Random random, string message)
    {
        var start = Tag(random, message);
        var name = new string([.. message.AsSpan(Math.Min(start + 1, message.Length)).ToString().TakeWhile(letter => char.IsLetter(letter) || letter == ':')]);
        var end = name.Length == 0 ? -1 : message.IndexOf($"</{name}>", start, StringComparison.Ordinal);
        return end < 0 ? "" : message[start..(end + name.Length + 3)];
    }

    private static string CopyElement(Random random, string message) => message.Insert(Tag(random, message), Element(random, message));

    private static string SwapElements(Random random, string message)
    {
        var (one, other) = (Element(random, message), Element(random, message));
        return one.Length == 0 || other.Length == 0 ? message : message.Replace(one, other, StringComparison.Ordinal);
    }

    internal static (ResponseOutcome Outcome, TimeSpan Took) Time(Func<ResponseOutcome> send)
    {
        ResponseOutcome? outcome = null;
        var took = ThreadTime.Of(() => outcome = send());
        return (outcome!, took);
    }

    private static string Identity(Assertion assertion) => string.Join('|', assertion with { Attributes = [], WasEncrypted = false, ResponseId = "" }, string.Join('|', assertion.Attributes.Select(attribute => $"{attribute.Name}={string.Join(',', attribute.Values)}")));
}
