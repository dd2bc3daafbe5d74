using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Meta;

/// <summary>What comes from elsewhere is known: packages are looked at for holes by each build, and vendored data is listed with where it is from.</summary>
public class AuditTests
{
    [Fact]
    public void A_package_with_a_known_hole_fails_the_build()
    {
        var properties = File.ReadAllText(Path.Combine(SourceTree.Root, "Directory.Build.props"));
        Assert.Contains("<NuGetAudit>true</NuGetAudit>", properties, StringComparison.Ordinal);
        Assert.Contains("<NuGetAuditMode>all</NuGetAuditMode>", properties, StringComparison.Ordinal);
        Assert.Contains("<NuGetAuditLevel>low</NuGetAuditLevel>", properties, StringComparison.Ordinal);
        // NU1900 is a feed that cannot be asked; NU1901 to NU1904 are holes.
        Assert.DoesNotMatch("NoWarn>.*NU190|WarningsNotAsErrors>.*NU190[1-4]", properties);
    }

    [Fact]
    public void All_that_is_vendored_is_listed_with_its_origin_and_licence()
    {
        var embedded = Regex.Matches(File.ReadAllText(Path.Combine(SourceTree.Portal, "AccountPortal.csproj")), "EmbeddedResource Include=\"([^\"]+)\"").Select(match => match.Groups[1].Value);
        var listed = File.ReadLines(Path.Combine(SourceTree.Root, "docs", "security.md")).SkipWhile(line => line != "| data | from | licence |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(row => row[1].Trim('`'), row => row[3]);
        Assert.Equal(embedded.Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(listed.Where(row => row.Value is not ("ours" or "facts")), row =>
            Assert.Contains(Directory.EnumerateFiles(Path.GetDirectoryName(Path.Combine(SourceTree.Portal, row.Key))!), file => Path.GetFileName(file).StartsWith("LICENSE", StringComparison.Ordinal)));
    }
}
