namespace AccountPortal.Demo;

/// <summary>Somebody of the demo: what they are called, where they live, and since when they have an account.</summary>
internal sealed record DemoPerson(string Name, string Email, DemoTown Town, int DaysAgo);

/// <summary>All of them. Addresses are under names that are reserved for examples and tests (RFC 2606): no mail ever reaches anybody.</summary>
internal static class DemoPeople
{
    public static readonly DemoPerson Administrator = new("Jonas Okafor", "jonas.okafor@harbour.test", DemoTown.Berlin, 364);

    public static readonly DemoPerson Everyday = new("Mara Lindqvist", "mara.lindqvist@harbour.test", DemoTown.Berlin, 341);

    /// <summary>Accounts that several people use.</summary>
    public static readonly IReadOnlyList<DemoPerson> Shared =
    [
        new("Fern Studio", "studio@fern.test", DemoTown.Lyon, 203), new("Reading Room", "reading.room@lantern.test", DemoTown.Leeds, 150),
        new("Tanaka Family", "tanaka.family@example.net", DemoTown.Osaka, 88),
    ];

    /// <summary>Accounts whose address was never proven.</summary>
    public static readonly IReadOnlyList<DemoPerson> Unverified =
    [
        new("", "petra.novotna@example.com", DemoTown.Warsaw, 0), new("", "w.abara@example.org", DemoTown.Nairobi, 2), new("", "lucia.ferro@example.net", DemoTown.Lisbon, 9),
        new("", "sam.teller@mail.example", DemoTown.Austin, 21), new("", "ines.carvalho@example.com", DemoTown.Lisbon, 47),
    ];

    /// <summary>Accounts that were locked, and why.</summary>
    public static readonly IReadOnlyList<(DemoPerson Person, string Reason)> Locked =
    [
        (new("Dana Whitlock", "dana.whitlock@harbour.test", DemoTown.Leeds, 300), "Left the company; handed over to the team lead"),
        (new("Rui Almeida", "rui.almeida@example.org", DemoTown.Lisbon, 131), "Password found in a published leak; waiting for a call back"),
        (new("Northgate Kiosk", "kiosk@northgate.test", DemoTown.Toronto, 240), "Terminal was stolen, see the police report of that day"),
    ];

    /// <summary>Whose account is to be deleted.</summary>
    public static readonly DemoPerson Leaving = new("Greta Salonen", "greta.salonen@example.org", DemoTown.Leeds, 212);

    /// <summary>Everybody else.</summary>
    public static IReadOnlyList<DemoPerson> Ordinary { get; } = [.. Named()];

    public static IEnumerable<DemoPerson> All => [Administrator, Everyday, .. Shared, .. Unverified, .. Locked.Select(locked => locked.Person), Leaving, .. Ordinary];

    private static IEnumerable<DemoPerson> Named()
    {
        string[] domains = ["harbour.test", "example.com", "lantern.test", "example.org", "fern.test", "example.net"];
        string[] names =
        [
            "Amara Diallo", "Anton Weber", "Beatriz Costa", "Benedikt Vogel", "Camille Laurent", "Chidi Nwosu", "Clara Hoffmann", "Daniel Reyes", "Deepa Kulkarni", "Edith Marlowe",
            "Elif Aydin", "Emil Nowak", "Farah Siddiqui", "Felix Brandt", "Gwen Ashworth", "Hana Mori", "Hugo Bernard", "Ida Sorensen", "Imani Otieno", "Isaac Feldman",
            "Jana Kowalska", "Joao Pires", "Kaito Yamada", "Katrin Schulz", "Kofi Mensah", "Leila Haddad", "Liam Gallagher", "Lotte Visser", "Manuel Ortega", "Maya Krishnan",
            "Mei Tan", "Mina Sato", "Nadia Petrova", "Niall Byrne", "Noor Rahman", "Oskar Lund", "Paula Jimenez", "Quentin Moreau", "Rahul Deshpande", "Rosa Moretti",
            "Ruth Kamau", "Sander Bakker", "Selma Berg", "Sofia Lindgren", "Tariq Aziz", "Tessa Morgan", "Tomasz Zielinski", "Uma Joshi", "Viktor Hansen", "Wanda Sikora",
            "Yara Khalil", "Zoe Turner",
        ];
        for (var number = 0; number < names.Length; number++)
        {
            // 37 and 52 have no divisor in common: each joins in another week.
            var daysAgo = 6 + (number * 37 % names.Length * 7);
            yield return new(names[number], $"{names[number].ToLowerInvariant().Replace(' ', '.')}@{domains[number % domains.Length]}", DemoTown.All[number * 7 % DemoTown.All.Count], daysAgo);
        }
    }
}
