using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccountPortal.Data.Keys;
using AccountPortal.Tests.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Data;

/// <summary>The data-protection ring lies in the database, and the database alone does not open it (P1).</summary>
public class KeyEncryptionTests
{
    public static TheoryData<string> Kinds => ["key", "pfx", "pem"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_ring_holds_no_plain_key_and_every_node_with_the_file_reads_it(string kind)
    {
        var file = Create(kind);
        await using var first = await StartAsync(file, null);
        var sealedText = Protector(first).Protect("secret");
        var xml = Assert.Single(await first.Db(db => db.DataProtectionKeys.Select(key => key.Xml).ToListAsync()));
        Assert.Contains("encryptedSecret", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
        await using var second = await StartAsync(file, first.Database);
        Assert.Equal("secret", Protector(second).Unprotect(sealedText));
        Assert.Equal(Secret(first), Secret(second));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Without_the_file_or_with_another_one_no_node_starts(string kind)
    {
        await using var first = await StartAsync(Create(kind), null);
        foreach (var file in new[] { "", Create(kind) })
        {
            await using var portal = PortalProcess.Start(
                "Development", new() { ["ConnectionStrings:Portal"] = first.Database.ConnectionString, ["DataProtection:KeyEncryption"] = file });
            var (exitCode, error) = await portal.EndAsync();
            Assert.Equal(1, exitCode);
            Assert.Contains("DataProtection:KeyEncryption", Assert.Single(error.Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_encryption_the_key_would_be_readable_which_is_why_production_demands_it()
    {
        await using var app = await PortalApp.StartAsync();
        _ = Protector(app).Protect("secret");
        Assert.Contains("masterKey", await app.Db(db => db.DataProtectionKeys.Select(key => key.Xml).SingleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_goes_on_at_another_node()
    {
        await using var first = await StartAsync(KeyFiles.Shared, null);
        await using var second = await StartAsync(KeyFiles.Shared, first.Database);
        var (here, there) = (await first.SignInAsync(await first.NewPersonAsync()), second.NewBrowser());
        there.SessionCookie = here.SessionCookie;
        Assert.True(await there.IsSignedInAsync());
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await there.PostJsonAsync("/logout")).Status);
        Assert.False(await here.IsSignedInAsync());
    }

    private static IDataProtector Protector(PortalApp app) => app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static byte[] Secret(PortalApp app) => app.Services.GetRequiredService<PortalSecrets>().Get(PortalSecrets.CookieTag);

    private static Task<PortalApp> StartAsync(string file, TestDatabase? database) =>
        PortalApp.StartAsync(new() { ["DataProtection:KeyEncryption"] = file }, database: database);

    private static string Create(string kind)
    {
        if (kind == "key")
        {
            return KeyFiles.Create();
        }

        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=portal", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var path = KeyFiles.NewPath(kind);
        if (kind == "pfx")
        {
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx));
        }
        else
        {
            File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{rsa.ExportPkcs8PrivateKeyPem()}\n");
        }

        return path;
    }
}
