using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

public class CsvLineTests
{
    [Fact]
    public void Cells_are_quoted_where_they_have_to_be() =>
        Assert.Equal("plain,,\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",\" blank \"\r\n", CsvLine.Of(["plain", null, "a,b", "say \"hi\"", "two\r\nlines", " blank "]));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("=HYPERLINK(\"http://evil.example\",\"x\")", "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"")]
    [InlineData("\t=1+1", "'\t=1+1")]
    [InlineData("\r=1+1", "\"'\r=1+1\"")]
    [InlineData("\n1", "\"'\n1\"")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("a=b", "a=b")]
    public void No_cell_is_a_formula(string cell, string line) => Assert.Equal(line + "\r\n", CsvLine.Of([cell]));
}
