using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace AccountPortal.Tests.Saml;

/// <summary>xmlsec1, which shares no code with us or the framework: a second opinion on what we sign, and another hand to sign for us.</summary>
internal sealed class XmlSec : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("xmlsec");

    public void Dispose() => folder.Delete(recursive: true);

    public bool Verifies(string xml, X509Certificate2 certificate, string element) =>
        Run("verify", "--pubkey-cert-pem", File("cert.pem", certificate.ExportCertificatePem()), "--id-attr:ID", element, File("signed.xml", xml)) is not null;

    /// <summary>Fills the signature template of the document in.</summary>
    public string Sign(string template, X509Certificate2 key, string element) =>
        Run("sign", "--privkey-pem", File("key.pem", key.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()), "--id-attr:ID", element, File("template.xml", template))!;

    /// <summary>Fills the encryption template in with the data, a file of XML.</summary>
    public string Encrypt(string template, string data, X509Certificate2 certificate, string sessionKey) =>
        Run("encrypt", "--pubkey-cert-pem", File("cert.pem", certificate.ExportCertificatePem()), "--session-key", sessionKey, "--xml-data", File("data.xml", data), File("template.xml", template))!;

    private string File(string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private string? Run(string command, params string[] arguments)
    {
        var output = Path.Combine(folder.FullName, "output.xml");
        var start = new ProcessStartInfo("xmlsec1") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[command, "--output", output, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? command == "verify" ? "" : System.IO.File.ReadAllText(output)
            : command == "verify" ? null
            : throw new InvalidOperationException(errors.GetAwaiter().GetResult());
    }
}
