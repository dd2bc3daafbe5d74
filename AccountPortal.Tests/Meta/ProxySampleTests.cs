using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Meta;

/// <summary>What holds of every nginx that operators are shown; that it works is tried where it runs.</summary>
public class ProxySampleTests
{
    public static TheoryData<string> Samples => new("eng/nginx.conf", "eng/deploy/nginx.conf", "docs/samples/nginx/nginx.conf");

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_logs_no_query_and_takes_what_the_portal_takes(string sample)
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, sample));
        Assert.Matches(@"(?m)^ *error_log /var/log/nginx/\S+ crit;$", text);
        Assert.All(Regex.Matches(text, @"(?m)^ *error_log .*$").AsEnumerable(), line => Assert.EndsWith(" crit;", line.Value, StringComparison.Ordinal));
        Assert.All(Regex.Matches(text, @"(?m)^ *access_log .*$").AsEnumerable(), line => Assert.Matches("access_log (off|\\S+ without_query);$", line.Value));
        // As much as an upload of a company's metadata may have.
        Assert.Contains("client_max_body_size 4m;", text, StringComparison.Ordinal);
    }
}
