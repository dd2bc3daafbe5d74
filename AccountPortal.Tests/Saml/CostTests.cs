using Xunit.Abstractions;

namespace AccountPortal.Tests.Saml;

/// <summary>The answers that cost most within the limits of size. Alone: other tests would slow the processor down under it.</summary>
[Collection(AloneCollection.Name)]
public class CostTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void The_costliest_answers_within_the_limits_take_less_than_100_ms()
    {
        var value = "<saml:AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">g</saml:AttributeValue>";
        var staff = Answer.Response.Between("<saml:AttributeValue>staff", "</saml:AttributeValue>");
        var namespaces = string.Concat(Enumerable.Range(0, 15).Select(n => $" xmlns:n{n}=\"urn:{new string('n', 240)}{n}\""));
        var uses = string.Concat(Enumerable.Range(0, 15).Select(n => $" n{n}:a=\"\""));
        (string What, string Xml)[] costly =
        [
            ("many values", Answer.Response.Change(staff, string.Concat(Enumerable.Repeat("<saml:AttributeValue>g</saml:AttributeValue>", 1_900)))),
            ("many typed values", Answer.Response.Change(staff, string.Concat(Enumerable.Repeat(value, 1_400)))),
            ("one long text", Answer.Response.Change(">staff<", $">{new string('x', 200_000)}<")),
            ("long namespaces used all over", Answer.Response.Change("<samlp:Response ", $"<samlp:Response{namespaces} ").Change(staff, string.Concat(Enumerable.Repeat($"<saml:AttributeValue{uses}/>", 55)))),
            ("many namespaces", Answer.Response.Change(staff, string.Concat(Enumerable.Repeat($"<saml:AttributeValue{string.Concat(Enumerable.Range(0, 28).Select(n => $" xmlns:n{n}='u:'"))}/>", 200)))),
            ("extensions", Answer.Response.Change("<samlp:Status>", $"<samlp:Extensions>{string.Concat(Enumerable.Repeat("<x xmlns='u:' a='' b=''/>", 2_400))}</samlp:Extensions><samlp:Status>")),
        ];
        foreach (var (what, xml) in costly)
        {
            // Signed, so that nothing stops the reader early; twice, so that all is canonicalized twice over; with wrong keys tried before the right one.
            var signed = Signer.Sign(Signer.Sign(xml, "_a1"), "_r1");
            var expected = Answer.Expected with { Certificates = [.. Enumerable.Range(0, 3).Select(n => Keys.Of($"old {n}").Trusted()), Keys.Provider.Trusted()] };
            // The first call compiles; a busy machine makes processors slow as well, so that one in time is enough.
            var outcome = Answer.Send(signed, expected);
            var least = Enumerable.Range(0, 20).Select(_ => FuzzTests.Time(() => Answer.Send(signed, expected)).Took).FirstOrDefault(took => took < Limit, TimeSpan.MaxValue);
            output.WriteLine($"{what}: {signed.Length / 1024} KB, {least.TotalMilliseconds:0.0} ms, {outcome.Refusal?.ToString() ?? "accepted"}");
            Assert.True(outcome.IsAuthentic, what);
            Assert.True(least < Limit, what);
        }
    }

    [Fact]
    public void Four_hundred_answers_a_second_are_read_on_one_core_and_an_attack_costs_no_more_than_five_times_as_much()
    {
        var usual = Median(Answer.Signed);
        output.WriteLine($"a usual answer: {usual.TotalMilliseconds:0.00} ms in the median, {1 / usual.TotalSeconds:0} a second on one core");
        var costliest = SignatureAttackTests.Wrapped.Select(row => (What: (string)row[0], Took: Median((string)row[1]))).MaxBy(attack => attack.Took);
        output.WriteLine($"the costliest attack: {costliest.What}, {costliest.Took.TotalMilliseconds:0.00} ms, {costliest.Took / usual:0.0} times as much");
        Assert.True(usual < TimeSpan.FromMilliseconds(2.5), $"{usual.TotalMilliseconds} ms");
        Assert.True(costliest.Took < 5 * usual, costliest.What);
    }

    private static TimeSpan Median(string message) => Enumerable.Range(0, 31).Select(_ => FuzzTests.Time(() => Answer.Send(message)).Took).Order().ElementAt(15);
}
