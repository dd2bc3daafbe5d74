using System.Diagnostics;
using System.Net;
using AccountPortal.Places;
using Xunit.Abstractions;

namespace AccountPortal.Tests.Places;

/// <summary>A damaged or hostile file is refused, or its record is: by one kind of exception, soon, and without a look at anything beyond it.</summary>
public class HostileDatabaseTests(ITestOutputHelper output)
{
    private static readonly IPAddress Address = IPAddress.Parse("1.2.3.4");

    public static TheoryData<string, byte[]> DamagedFields => new()
    {
        { "an end marker", [0x00, 0x06] },
        { "a cache container", [0x00, 0x05] },
        { "a type that nobody knows", [0x00, 0x09] },
        { "a type beyond all", [0x00, 0xFF] },
        { "a map in the place of the rare types", [0x00, 0x00] },
        { "a boolean of 2", [0x02, 0x07] },
        { "a double of 4 bytes", [0x64, 0, 0, 0, 0] },
        { "a double of no bytes", [0x60] },
        { "a float of 8 bytes", [0x08, 0x08, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "a uint16 of 3 bytes", [0xA3, 1, 2, 3] },
        { "a uint32 of 5 bytes", [0xC5, 1, 2, 3, 4, 5] },
        { "an int32 of 5 bytes", [0x05, 0x01, 1, 2, 3, 4, 5] },
        { "a uint64 of 9 bytes", [0x09, 0x02, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
        { "a uint128 of 17 bytes", [0x11, 0x03, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17] },
        { "a text longer than the section", [0x5C, (byte)'a'] },
        { "a text of 16 MB", [0x5F, 0xFF, 0xFF, 0xFF] },
        { "a size that is cut off", [0x5E, 0xFF] },
        { "a pointer that is cut off", [0x38, 0xFF] },
        { "a pointer beyond the section", [0x27, 0xFF] },
        { "a pointer beyond 2 GB", [0x38, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(DamagedFields))]
    public void A_damaged_field_is_refused(string what, byte[] field)
    {
        // As the record itself, and where a look-up only passes over it.
        Assert.True(Throws(() => DatabaseWriter.Of("1.2.3.0/24", new Raw(field)).Find(Address)), $"{what} was taken as a record.");
        var member = DatabaseWriter.Of("1.2.3.0/24", new Raw([0xE2, 0x41, (byte)'a', .. field]));
        Assert.True(Throws(() => member.Find(Address)["b"u8].Text!), $"{what} was passed over.");
    }

    [Fact]
    public void Pointers_do_not_lead_in_a_circle()
    {
        Assert.True(Throws(() => DatabaseWriter.Of("1.2.3.0/24", new Pointer(0)).Find(Address)));
        var writer = new DatabaseWriter();
        writer.Put(new Pointer(2));
        var both = new MaxMindDatabase(writer.Add("1.2.3.0/24", new Pointer(0)).ToArray());
        Assert.True(Throws(() => both.Find(Address)));
    }

    [Fact]
    public void A_map_that_holds_itself_goes_only_as_deep_as_one_asks()
    {
        var database = DatabaseWriter.Of("1.2.3.0/24", new Raw(0xE1, 0x41, (byte)'a', 0x20, 0x00));
        Assert.True(database.Find(Address)["a"u8]["a"u8]["a"u8].IsMap);
        Assert.False(database.Find(Address)["b"u8].Exists);
    }

    [Fact]
    public void A_key_that_is_no_text_is_refused() => Assert.True(Throws(() => DatabaseWriter.Of("1.2.3.0/24", new Raw(0xE1, 0xC1, 0x01, 0x41, (byte)'a')).Find(Address)["a"u8].Text!));

    [Theory]
    [InlineData(0x01, 0x04)]
    [InlineData(0xE1, 0x41)]
    public void Nesting_without_end_costs_no_stack(byte first, byte second)
    {
        // An array in an array, or a map in a map, a million deep.
        var deep = new byte[3_000_000];
        for (var at = 0; at < deep.Length; at += first == 0xE1 ? 3 : 2)
        {
            deep.AsSpan(at, Math.Min(deep.Length - at, 3)).Fill((byte)'k');
            deep[at] = first;
            deep[Math.Min(at + 1, deep.Length - 1)] = second;
        }

        var database = DatabaseWriter.Of("1.2.3.0/24", new Raw([0xE2, 0x41, (byte)'a', .. deep]));
        Assert.Contains("too many fields", Assert.Throws<MaxMindException>(() => database.Find(Address)["b"u8].Exists).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_sixteen_million_is_given_up_soon()
    {
        var pairs = Enumerable.Repeat<byte[]>([0x41, (byte)'a', 0x40], 1_000_000).SelectMany(pair => pair);
        var database = DatabaseWriter.Of("1.2.3.0/24", new Raw([0xFF, 0xFF, 0xFF, 0xFF, .. pairs]));
        var started = Stopwatch.GetTimestamp();
        Assert.Contains("too many fields", Assert.Throws<MaxMindException>(() => database.Find(Address)["b"u8].Exists).Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_tree_in_a_circle_ends_with_the_addresss_bits()
    {
        var circle = new MaxMindDatabase(new DatabaseWriter { IPVersion = 4 }.Loop("0.0.0.0/1", 0).Loop("128.0.0.0/1", 0).ToArray());
        Assert.True(Throws(() => circle.Find(Address)));
        var six = new MaxMindDatabase(new DatabaseWriter().Loop("::/1", 0).Loop("8000::/1", 0).ToArray());
        Assert.True(Throws(() => six.Find(Address)));
        Assert.True(Throws(() => six.Find(IPAddress.Parse("2001:db8::1"))));
    }

    [Theory]
    [InlineData(24), InlineData(28), InlineData(32)]
    public void A_tree_that_leads_out_of_the_file_is_refused(int recordSize)
    {
        var writer = new DatabaseWriter { RecordSize = recordSize, IPVersion = 4 };
        writer.Put("a");
        Assert.NotNull(new MaxMindDatabase(writer.AddAt("128.0.0.0/1", 1).ToArray()));
        Assert.Contains("leads nowhere", Assert.Throws<MaxMindException>(() => new MaxMindDatabase(writer.AddAt("128.0.0.0/1", 2).ToArray())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1), InlineData(15)]
    public void A_tree_that_leads_into_the_separator_is_refused(int bytes) =>
        Assert.True(Throws(() => new MaxMindDatabase(new DatabaseWriter { IPVersion = 4 }.Loop("128.0.0.0/1", 1 + bytes).ToArray())));

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        var file = Sample(28);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.True(Throws(() => new MaxMindDatabase(file[..length])), $"The first {length} of {file.Length} bytes were taken as a database.");
        }
    }

    [Theory]
    [InlineData(24), InlineData(28), InlineData(32)]
    public void Bytes_changed_anywhere_do_no_harm(int recordSize)
    {
        var (file, random) = (Sample(recordSize), new Random(20261121));
        var addresses = Enumerable.Range(0, 40).Select(number => RandomAddress(random, number)).Append(Address).ToArray();
        var (refused, damaged, longest) = (0, 0, TimeSpan.Zero);
        for (var round = 0; round < 20_000; round++)
        {
            var copy = Damage(file, random);
            var started = Stopwatch.GetTimestamp();
            if (Throws(() => ReadAll(copy, addresses, ref damaged)))
            {
                refused++;
            }

            longest = Stopwatch.GetElapsedTime(started) is var took && took > longest ? took : longest;
        }

        output.WriteLine($"{refused} of 20000 files refused, {damaged} records refused, the slowest file took {longest.TotalMilliseconds:0.0} ms");
        Assert.InRange(refused, 1, 19_999);
        Assert.True(damaged > 0);
        Assert.True(longest < TimeSpan.FromSeconds(10), $"One file took {longest}.");
    }

    // Few or many bytes, in one place or all over, or a piece cut out.
    private static byte[] Damage(byte[] file, Random random)
    {
        var copy = (byte[])file.Clone();
        var flips = random.Next(4) == 0 ? random.Next(1, 200) : random.Next(1, 4);
        for (var flip = 0; flip < flips; flip++)
        {
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
        }

        if (random.Next(5) == 0)
        {
            var (at, length) = (random.Next(copy.Length), random.Next(1, 64));
            copy = [.. copy[..at], .. copy[Math.Min(at + length, copy.Length)..]];
        }

        return copy;
    }

    private static void ReadAll(byte[] file, IPAddress[] addresses, ref int damaged)
    {
        var database = new MaxMindDatabase(file);
        foreach (var address in addresses)
        {
            if (Throws(() => PlaceRecord.Read(database.Find(address))))
            {
                damaged++;
            }
        }
    }

    private static byte[] Sample(int recordSize)
    {
        var writer = new DatabaseWriter { RecordSize = recordSize };
        for (var number = 0; number < 60; number++)
        {
            writer.Add($"{(number % 20) + 1}.{number}.0.0/{16 + (number % 9)}", new Dictionary<string, object>
            {
                ["city"] = new Dictionary<string, object> { ["geoname_id"] = 2_950_159u, ["names"] = new Dictionary<string, object> { ["de"] = "Berlin", ["en"] = $"Town {number}" } },
                ["country"] = new Dictionary<string, object> { ["is_in_european_union"] = true, ["iso_code"] = "DE" },
                ["location"] = new Dictionary<string, object> { ["accuracy_radius"] = (ushort)20, ["latitude"] = 52.5, ["longitude"] = 13.25f },
                ["subdivisions"] = new object[] { new Dictionary<string, object> { ["iso_code"] = "BE" } },
                ["autonomous_system_number"] = 3320u,
                ["autonomous_system_organization"] = "Deutsche Telekom AG",
            });
            writer.Add($"2001:{number:x}::/32", new Dictionary<string, object> { ["country_code"] = "FR", ["city"] = "Lyon", ["latitude"] = 45.75f, ["longitude"] = 4.85f });
        }

        return writer.Alias("::ffff:0:0/96", "::/96").ToArray();
    }

    private static IPAddress RandomAddress(Random random, int number)
    {
        var bytes = new byte[number % 2 == 0 ? 4 : 16];
        random.NextBytes(bytes);
        // Mostly within what the sample knows.
        bytes[0] = (byte)(number % 2 == 0 ? random.Next(1, 21) : 0x20);
        bytes[1] = (byte)(number % 2 == 0 ? random.Next(60) : 0x01);
        return new IPAddress(bytes);
    }

    private static bool Throws(Action look)
    {
        try
        {
            look();
            return false;
        }
        catch (MaxMindException)
        {
            return true;
        }
    }

    private static bool Throws(Func<object> look) => Throws(new Action(() => look()));
}
