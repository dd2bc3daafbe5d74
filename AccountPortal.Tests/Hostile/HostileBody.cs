using System.Text;

namespace AccountPortal.Tests.Hostile;

/// <summary>A whole body that no page of the portal sends. <c>@csrf</c> in it stands for the token that would be right.</summary>
internal sealed record HostileBody(string Name, string? ContentType, byte[] Bytes)
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";
    private const string Parts = "multipart/form-data; boundary=b";

    public static readonly IReadOnlyList<HostileBody> All =
    [
        Text("nothing at all", null, ""),
        Text("nothing that is JSON", Json, ""),
        Text("JSON that breaks off", Json, "{\"email\":\"a"),
        Text("JSON with something after it", Json, "{}{}"),
        Text("null", Json, "null"),
        Text("an array", Json, "[{}]"),
        Text("a text", Json, "\"text\""),
        Text("a number", Json, "1e999"),
        Text("deep arrays", Json, new string('[', 20_000)),
        Text("deep objects", Json, string.Concat(Enumerable.Repeat("{\"a\":", 5_000))),
        Text("the same property twice", Json, "{\"email\":\"a@example.com\",\"email\":[],\"EMAIL\":1}"),
        Text("properties of the language", Json, "{\"__proto__\":{\"a\":1},\"constructor\":{},\"$type\":\"System.Object\",\"$id\":\"1\",\"$ref\":\"1\"}"),
        Text("a property with markup in its name", Json, $"{{\"{HostileText.Element}\\\"'\":1,\"email\":{{\"{HostileText.Element}\":[}}}}"),
        new("JSON that is no UTF-8", Json, [.. "{\"email\":\""u8, 0xFF, 0xC0, 0x80, .. "\"}"u8]),
        new("JSON in UTF-16", "application/json; charset=utf-16", Encoding.Unicode.GetBytes("{\"email\":\"a\"}")),
        new("JSON with a mark before it", Json, [0xEF, 0xBB, 0xBF, .. "{}"u8]),
        Text("JSON in an encoding that is none", "application/json; charset=utf-7", "{}"),
        Text("JSON under another name", "text/plain", "{\"email\":\"a@example.com\"}"),
        Text("XML", "application/xml", "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>"),
        Text("a type that is none", "garbage", "x"),
        Text("a type with markup", "text/<script>alert(7)</script>; a=\"", "x"),
        Text("a form of nothing but signs", Form, "csrf=@csrf&=&&=&%&%=%zz&a=%FF%FE&[]=&.=&a.b.c[0][99999]=x&]=["),
        Text("a form of thousands of fields", Form, "csrf=@csrf&" + string.Join('&', Enumerable.Range(0, 5_000).Select(i => $"a[{i}]={i}"))),
        Text("a form with a deep name", Form, "csrf=@csrf&" + string.Concat(Enumerable.Repeat("a[", 60)) + "=x"),
        Text("a form with an endless name", Form, $"csrf=@csrf&{new string('a', 5_000)}=x"),
        Text("a form with two tokens", Form, "csrf=@csrf&csrf=@csrf"),
        Text("a form with a token that is none", Form, "csrf=%00%FF"),
        Text("a form in another encoding", "application/x-www-form-urlencoded; charset=utf-16", "csrf=@csrf&a=b"),
        Text("parts without a boundary", "multipart/form-data", "--b\r\n"),
        Text("parts of nothing", Parts, ""),
        Text("parts that break off", Parts, "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n@csrf"),
        Text("parts without names", Parts, "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b\r\n\r\ny\r\n--b--\r\n"),
        Text("parts with garbage for headers", Parts, "--b\r\nContent-Disposition: ;;;=\"\r\nContent-Type: \0\r\n: x\r\n\r\nx\r\n--b--\r\n"),
        Text("files where texts belong", Parts,
            "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n@csrf\r\n"
            + string.Concat(new[] { "email", "password", "reason", "file" }.Select(name => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"../{HostileText.Element}\0.xml\"\r\nContent-Type: a/b\r\n\r\n\0\xFF\r\n")) + "--b--\r\n"),
        Text("parts with a long boundary", $"multipart/form-data; boundary={new string('b', 1_000)}", "x"),
    ];

    private static HostileBody Text(string name, string? type, string text) => new(name, type, Encoding.UTF8.GetBytes(text));
}
