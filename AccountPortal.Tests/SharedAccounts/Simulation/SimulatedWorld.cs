namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>A city as place databases know it.</summary>
public sealed record SimulatedCity(string Name, SimulatedCountry Country, double Latitude, double Longitude);

/// <summary>A country: its language, its providers at home and on the road, and its cities; the carriers' gateways stand in the first.</summary>
public sealed record SimulatedCountry(string Code, string Language, int Offset, string[] Providers, string[] Carriers)
{
    public List<SimulatedCity> Cities { get; } = [];
}

/// <summary>Countries, cities and networks. The worlds share neither: what is tuned in one is measured in the others.</summary>
public sealed class SimulatedWorld
{
    /// <summary>For tuning.</summary>
    public static readonly SimulatedWorld A = new(["AS9009", "AS60068", "AS16276", "AS210083", "AS49981"],
        Country("DE", "de", 1, "AS3320 AS6805 AS3209 AS8881", "AS64401 AS64402 AS6805", "Frankfurt 50.11 8.68,Berlin 52.52 13.40,Munich 48.14 11.58,Hamburg 53.55 9.99,Cologne 50.94 6.96,Bonn 50.73 7.10"),
        Country("FR", "fr", 1, "AS3215 AS12322 AS15557", "AS64411 AS64412 AS51207", "Paris 48.86 2.35,Lyon 45.76 4.84,Marseille 43.30 5.37,Lille 50.63 3.06,Toulouse 43.60 1.44"),
        Country("ES", "es", 1, "AS3352 AS12430 AS12479", "AS64421 AS12430", "Madrid 40.42 -3.70,Barcelona 41.39 2.17,Valencia 39.47 -0.38,Seville 37.39 -5.98,Toledo 39.86 -4.03"),
        Country("US", "en", -6, "AS7922 AS701 AS20115 AS7018 AS22773", "AS21928 AS22394 AS20057", "Dallas 32.78 -96.80,New York 40.71 -74.01,Chicago 41.88 -87.63,Los Angeles 34.05 -118.24,Seattle 47.61 -122.33,Newark 40.74 -74.17,Atlanta 33.75 -84.39"),
        Country("BR", "pt", -3, "AS27699 AS28573 AS7738", "AS26599 AS26615", "São Paulo -23.55 -46.63,Rio de Janeiro -22.91 -43.17,Campinas -22.91 -47.06,Recife -8.05 -34.88"),
        Country("IN", "en", 5, "AS55836 AS24560 AS9829", "AS55836 AS45609", "Mumbai 19.08 72.88,Delhi 28.61 77.21,Bengaluru 12.97 77.59,Pune 18.52 73.86,Chennai 13.08 80.27"),
        Country("PL", "pl", 1, "AS5617 AS12741 AS43447", "AS8374 AS39603", "Warsaw 52.23 21.01,Kraków 50.06 19.94,Gdańsk 54.35 18.65,Łódź 51.76 19.46"));

    /// <summary>Held out, for measuring.</summary>
    public static readonly SimulatedWorld B = new(["AS212238", "AS13335", "AS14061", "AS136787", "AS39351", "AS62240"],
        Country("IT", "it", 1, "AS3269 AS12874 AS1267", "AS64501 AS30722 AS16232", "Milan 45.46 9.19,Rome 41.90 12.50,Naples 40.85 14.27,Turin 45.07 7.69,Bergamo 45.70 9.67"),
        Country("NL", "nl", 1, "AS1136 AS33915 AS50266", "AS64511 AS64512", "Amsterdam 52.37 4.90,Rotterdam 51.92 4.48,Utrecht 52.09 5.12,Groningen 53.22 6.57,Eindhoven 51.44 5.47"),
        Country("GB", "en", 0, "AS2856 AS5089 AS5607 AS13285", "AS12576 AS206067 AS60339", "London 51.51 -0.13,Manchester 53.48 -2.24,Edinburgh 55.95 -3.19,Bristol 51.45 -2.59,Leeds 53.80 -1.55,Reading 51.45 -0.97"),
        Country("CA", "en", -5, "AS812 AS577 AS852 AS6327", "AS812 AS64531", "Toronto 43.65 -79.38,Montreal 45.50 -73.57,Vancouver 49.28 -123.12,Calgary 51.05 -114.07,Hamilton 43.26 -79.87"),
        Country("MX", "es", -6, "AS8151 AS13999 AS17072", "AS28403 AS64541", "Mexico City 19.43 -99.13,Guadalajara 20.66 -103.35,Monterrey 25.69 -100.32,Puebla 19.04 -98.21"),
        Country("JP", "ja", 9, "AS4713 AS17676 AS2516 AS2518", "AS9605 AS64551", "Tokyo 35.68 139.69,Osaka 34.69 135.50,Sapporo 43.06 141.35,Yokohama 35.44 139.64,Fukuoka 33.59 130.40"),
        Country("SE", "sv", 1, "AS3301 AS2119 AS39651", "AS44034 AS1257", "Stockholm 59.33 18.07,Gothenburg 57.71 11.97,Malmö 55.60 13.00,Uppsala 59.86 17.64"),
        Country("AU", "en", 10, "AS1221 AS7545 AS4804", "AS1221 AS133612", "Sydney -33.87 151.21,Melbourne -37.81 144.96,Brisbane -27.47 153.03,Perth -31.95 115.86"),
        Country("TR", "tr", 3, "AS9121 AS34984 AS47331", "AS16135 AS20978", "Istanbul 41.01 28.98,Ankara 39.93 32.86,Izmir 38.42 27.14,Bursa 40.18 29.06"));

    /// <summary>Held out too, made after the second tuning and before any look at it; measured once, and spent.</summary>
    public static readonly SimulatedWorld C = new(["AS20473", "AS24940", "AS63949", "AS206092", "AS207137", "AS51852"],
        Country("PT", "pt", 0, "AS3243 AS2860 AS12353", "AS64601 AS64602", "Lisbon 38.72 -9.14,Porto 41.15 -8.61,Braga 41.55 -8.42,Coimbra 40.21 -8.43,Faro 37.02 -7.94"),
        Country("CH", "de", 1, "AS3303 AS6730 AS13030", "AS64611 AS6730", "Zurich 47.37 8.54,Basel 47.56 7.59,Bern 46.95 7.45,Winterthur 47.50 8.72,Lucerne 47.05 8.31"),
        Country("NO", "nb", 1, "AS2116 AS15659 AS29695", "AS64621 AS2116", "Oslo 59.91 10.75,Bergen 60.39 5.32,Trondheim 63.43 10.40,Stavanger 58.97 5.73,Drammen 59.74 10.20"),
        Country("CZ", "cs", 1, "AS5610 AS16019 AS6830", "AS64631 AS13036", "Prague 50.08 14.44,Brno 49.20 16.61,Ostrava 49.82 18.26,Pilsen 49.75 13.38"),
        Country("GR", "el", 2, "AS6799 AS1241 AS25472", "AS29247 AS64641", "Athens 37.98 23.73,Thessaloniki 40.64 22.94,Patras 38.25 21.73,Piraeus 37.94 23.65"),
        Country("AR", "es", -3, "AS7303 AS22927 AS10481", "AS64651 AS64652", "Buenos Aires -34.60 -58.38,Córdoba -31.42 -64.18,Rosario -32.95 -60.64,La Plata -34.92 -57.95,Mendoza -32.89 -68.84"),
        Country("KR", "ko", 9, "AS4766 AS9318 AS3786", "AS64661 AS9644", "Seoul 37.57 126.98,Busan 35.18 129.08,Incheon 37.46 126.71,Daegu 35.87 128.60,Suwon 37.26 127.03"),
        Country("ZA", "en", 2, "AS3741 AS37457 AS5713", "AS16637 AS64671", "Johannesburg -26.20 28.05,Cape Town -33.92 18.42,Durban -29.86 31.02,Pretoria -25.75 28.19"),
        Country("NZ", "en", 12, "AS4771 AS9500 AS9790", "AS64681 AS4771", "Auckland -36.85 174.76,Wellington -41.29 174.78,Christchurch -43.53 172.64,Hamilton NZ -37.79 175.28"),
        Country("EG", "ar", 2, "AS8452 AS24863 AS36992", "AS64691 AS36935", "Cairo 30.04 31.24,Alexandria 31.20 29.92,Giza 30.01 31.21,Mansoura 31.04 31.38"));

    /// <summary>Held out too, made after the third tuning and before any look at it; measured once, and spent.</summary>
    public static readonly SimulatedWorld D = new(["AS14618", "AS54290", "AS212815", "AS36183", "AS202425", "AS44066"],
        Country("AT", "de", 1, "AS8447 AS35369 AS8412", "AS64701 AS25255", "Vienna 48.21 16.37,Graz 47.07 15.44,Linz 48.31 14.29,Salzburg 47.80 13.04,Innsbruck 47.27 11.39"),
        Country("DK", "da", 1, "AS3292 AS9158 AS15516", "AS64711 AS64712", "Copenhagen 55.68 12.57,Aarhus 56.16 10.20,Odense 55.40 10.40,Aalborg 57.05 9.92"),
        Country("FI", "fi", 2, "AS1759 AS719 AS16086", "AS64721 AS719", "Helsinki 60.17 24.94,Tampere 61.50 23.76,Turku 60.45 22.27,Oulu 65.01 25.47,Espoo 60.21 24.66"),
        Country("IE", "en", 0, "AS5466 AS31122 AS25441", "AS15751 AS64731", "Dublin 53.35 -6.26,Cork 51.90 -8.47,Limerick 52.66 -8.63,Galway 53.27 -9.06"),
        Country("RO", "ro", 2, "AS8708 AS9050 AS12302", "AS64741 AS8953", "Bucharest 44.43 26.10,Cluj-Napoca 46.77 23.60,Timișoara 45.75 21.23,Iași 47.16 27.59,Brașov 45.66 25.61"),
        Country("CL", "es", -4, "AS27651 AS22047 AS6535", "AS64751 AS27995", "Santiago -33.45 -70.67,Valparaíso -33.05 -71.62,Concepción -36.83 -73.05,Antofagasta -23.65 -70.40"),
        Country("TH", "th", 7, "AS7470 AS45758 AS131445", "AS64761 AS24378", "Bangkok 13.76 100.50,Chiang Mai 18.79 98.98,Khon Kaen 16.44 102.83,Nonthaburi 13.86 100.51"),
        Country("ID", "id", 7, "AS7713 AS23700 AS17451", "AS23693 AS64771", "Jakarta -6.21 106.85,Bandung -6.92 107.62,Surabaya -7.26 112.75,Medan 3.59 98.67,Bogor -6.60 106.80"),
        Country("KE", "en", 3, "AS33771 AS36866 AS15399", "AS64781 AS33771", "Nairobi -1.29 36.82,Mombasa -4.04 39.67,Kisumu -0.09 34.77,Nakuru -0.30 36.08"));

    /// <summary>Held out too, made before the fourth tuning was done and before any look at it; measured once, and spent.</summary>
    public static readonly SimulatedWorld E = new(["AS8075", "AS198605", "AS9312", "AS55286", "AS35916", "AS60781"],
        Country("BE", "nl", 1, "AS5432 AS6848 AS12392", "AS64801 AS47377", "Brussels 50.85 4.35,Antwerp 51.22 4.40,Ghent 51.05 3.72,Liège 50.63 5.57,Leuven 50.88 4.70"),
        Country("HU", "hu", 1, "AS5483 AS20845 AS21334", "AS64811 AS21334", "Budapest 47.50 19.04,Debrecen 47.53 21.63,Szeged 46.25 20.15,Győr 47.69 17.63"),
        Country("BG", "bg", 2, "AS8866 AS35141 AS43561", "AS64821 AS12716", "Sofia 42.70 23.32,Plovdiv 42.15 24.75,Varna 43.21 27.92,Burgas 42.50 27.47,Pernik 42.61 23.03"),
        Country("HR", "hr", 1, "AS5391 AS13046 AS34594", "AS64831 AS64832", "Zagreb 45.81 15.98,Split 43.51 16.44,Rijeka 45.33 14.44,Osijek 45.55 18.69"),
        Country("PE", "es", -5, "AS6147 AS12252 AS27843", "AS64841 AS21575", "Lima -12.05 -77.04,Arequipa -16.41 -71.54,Trujillo -8.11 -79.03,Callao -12.06 -77.12"),
        Country("CO", "es", -5, "AS10620 AS3816 AS13489", "AS26611 AS64851", "Bogotá 4.71 -74.07,Medellín 6.24 -75.58,Cali 3.45 -76.53,Barranquilla 10.97 -74.80,Soacha 4.58 -74.22"),
        Country("MY", "ms", 8, "AS4788 AS9930 AS4818", "AS64861 AS10030", "Kuala Lumpur 3.14 101.69,George Town 5.41 100.33,Johor Bahru 1.49 103.74,Shah Alam 3.07 101.52"),
        Country("PH", "tl", 8, "AS9299 AS4775 AS6648", "AS64871 AS10139", "Manila 14.60 120.98,Cebu City 10.32 123.89,Davao 7.19 125.46,Quezon City 14.68 121.04,Baguio 16.40 120.60"),
        Country("IL", "he", 2, "AS8551 AS12849 AS9116", "AS64881 AS12400", "Tel Aviv 32.09 34.78,Jerusalem 31.77 35.21,Haifa 32.79 34.99,Beersheba 31.25 34.79"),
        Country("NG", "en", 1, "AS37282 AS29465 AS36873", "AS64891 AS29465", "Lagos 6.52 3.38,Abuja 9.06 7.40,Ibadan 7.38 3.95,Kano 12.00 8.52"));

    /// <summary>Held out too, made before the fifth tuning was done and before any look at it; measured once, and spent.</summary>
    public static readonly SimulatedWorld F = new(["AS54113", "AS9370", "AS208046", "AS58065", "AS43350", "AS137409"],
        Country("SK", "sk", 1, "AS6855 AS15962 AS16160", "AS64901 AS29405", "Bratislava 48.15 17.11,Košice 48.72 21.26,Žilina 49.22 18.74,Nitra 48.31 18.09,Trnava 48.37 17.59"),
        Country("LT", "lt", 2, "AS8764 AS13194 AS15440", "AS64911 AS21412", "Vilnius 54.69 25.28,Kaunas 54.90 23.89,Klaipėda 55.71 21.13,Šiauliai 55.93 23.32"),
        Country("RS", "sr", 1, "AS8400 AS31042 AS41897", "AS64921 AS44143", "Belgrade 44.79 20.45,Novi Sad 45.27 19.83,Niš 43.32 21.90,Kragujevac 44.01 20.91,Pančevo 44.87 20.64"),
        Country("UA", "uk", 2, "AS6849 AS13188 AS3255", "AS64931 AS21497", "Kyiv 50.45 30.52,Lviv 49.84 24.03,Odesa 46.48 30.73,Dnipro 48.47 35.04,Brovary 50.51 30.79"),
        Country("MA", "ar", 1, "AS36903 AS36925 AS36884", "AS64941 AS36884", "Casablanca 33.57 -7.59,Rabat 34.02 -6.83,Marrakesh 31.63 -8.00,Fez 34.03 -5.00,Salé 34.04 -6.80"),
        Country("EC", "es", -5, "AS28006 AS14522 AS27947", "AS64951 AS64952", "Quito -0.18 -78.47,Guayaquil -2.19 -79.89,Cuenca EC -2.90 -79.00,Ambato -1.25 -78.62"),
        Country("UY", "es", -3, "AS6057 AS28000 AS19422", "AS64961 AS64962", "Montevideo -34.90 -56.16,Salto -31.39 -57.96,Paysandú -32.32 -58.08,Las Piedras -34.73 -56.22"),
        Country("VN", "vi", 7, "AS45899 AS18403 AS7552", "AS64971 AS131429", "Hanoi 21.03 105.85,Ho Chi Minh City 10.82 106.63,Da Nang 16.05 108.20,Hai Phong 20.84 106.69,Bien Hoa 10.96 106.84"),
        Country("TW", "zh", 8, "AS3462 AS9924 AS18182", "AS24158 AS64981", "Taipei 25.03 121.57,Kaohsiung 22.63 120.30,Taichung 24.15 120.67,Tainan 22.99 120.21,Keelung 25.13 121.74"),
        Country("GH", "en", 0, "AS29614 AS37140 AS37012", "AS64991 AS30986", "Accra 5.60 -0.19,Kumasi 6.69 -1.62,Tamale 9.40 -0.84,Tema 5.67 -0.02"));

    /// <summary>Held out too, made after the sixth tuning and before any look at it.</summary>
    public static readonly SimulatedWorld G = new(["AS16509", "AS212477", "AS42624", "AS59711", "AS396356", "AS25369"],
        Country("SI", "sl", 1, "AS5603 AS3212 AS34779", "AS65001 AS21283", "Ljubljana 46.05 14.51,Maribor 46.55 15.65,Celje 46.23 15.26,Koper 45.55 13.73,Kranj 46.24 14.36"),
        Country("LV", "lv", 2, "AS12578 AS24921 AS12993", "AS65011 AS2588", "Riga 56.95 24.11,Daugavpils 55.87 26.54,Liepāja 56.51 21.01,Jelgava 56.65 23.71"),
        Country("EE", "et", 2, "AS3249 AS61307 AS42337", "AS65021 AS65022", "Tallinn 59.44 24.75,Tartu 58.38 26.72,Narva 59.38 28.19,Pärnu 58.39 24.50"),
        Country("GE", "ka", 4, "AS16010 AS20771 AS34797", "AS65031 AS34666", "Tbilisi 41.72 44.79,Batumi 41.65 41.64,Kutaisi 42.27 42.70,Rustavi 41.55 45.00"),
        Country("KZ", "kk", 5, "AS9198 AS21299 AS48503", "AS65041 AS29355", "Almaty 43.24 76.89,Astana 51.17 71.43,Shymkent 42.32 69.59,Karaganda 49.81 73.09,Talgar 43.30 77.24"),
        Country("BO", "es", -4, "AS6568 AS26210 AS27882", "AS65051 AS28024", "La Paz -16.50 -68.15,Santa Cruz -17.78 -63.18,Cochabamba -17.39 -66.16,El Alto -16.51 -68.19,Sucre -19.04 -65.26"),
        Country("CR", "es", -6, "AS11830 AS52228 AS262149", "AS65061 AS65062", "San José CR 9.93 -84.08,Alajuela 10.02 -84.21,Cartago 9.86 -83.92,Liberia 10.63 -85.44"),
        Country("BD", "bn", 6, "AS17494 AS58715 AS23688", "AS65071 AS24389", "Dhaka 23.81 90.41,Chittagong 22.36 91.78,Khulna 22.85 89.54,Sylhet 24.89 91.87,Narayanganj 23.62 90.50"),
        Country("TN", "ar", 1, "AS2609 AS37705 AS37693", "AS65081 AS37671", "Tunis 36.81 10.18,Sfax 34.74 10.76,Sousse 35.83 10.64,Bizerte 37.27 9.87"),
        Country("SN", "fr", 0, "AS8346 AS37649 AS37196", "AS65091 AS37649", "Dakar 14.72 -17.47,Thiès 14.79 -16.93,Saint-Louis 16.02 -16.49,Rufisque 14.72 -17.27"));

    private SimulatedWorld(string[] vpnNetworks, params SimulatedCountry[] countries) => (VpnNetworks, Countries) = (vpnNetworks, countries);

    public IReadOnlyList<SimulatedCountry> Countries { get; }

    /// <summary>Where VPN exits stand; some are hosting companies that everybody knows, some are not.</summary>
    public IReadOnlyList<string> VpnNetworks { get; }

    public SimulatedCity AnyCity(Random random) => random.Pick(random.Pick(Countries).Cities);

    private static SimulatedCountry Country(string code, string language, int offset, string providers, string carriers, string cities)
    {
        var country = new SimulatedCountry(code, language, offset, providers.Split(' '), carriers.Split(' '));
        foreach (var words in cities.Split(',').Select(city => city.Split(' ')))
        {
            country.Cities.Add(new SimulatedCity(string.Join(' ', words[..^2]), country, double.Parse(words[^2], null), double.Parse(words[^1], null)));
        }

        return country;
    }
}
