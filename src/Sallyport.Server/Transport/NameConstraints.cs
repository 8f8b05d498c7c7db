using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Server.Transport;

/// <summary>For which names an authority may vouch (RFC 5280 §4.2.1.10).</summary>
public static class NameConstraints
{
    private const string Identifier = "2.5.29.30";

    /// <summary>The constraint to localhost and the names below it.</summary>
    internal static X509Extension Localhost => Of(["localhost"]);

    /// <summary>
    /// Whether an authority vouches for localhost and the names below it, and for nothing else: only such a one may be
    /// put into a browser.
    /// </summary>
    public static bool AreOfLocalhostAlone(X509Certificate2 authority) => authority.Extensions.Any(
        e => e.Oid?.Value == Identifier && e.Critical && e.RawData.AsSpan().SequenceEqual(Localhost.RawData));

    /// <summary>Permitted: these DNS names. Excluded: every IP address, of both families.</summary>
    internal static X509Extension Of(IEnumerable<string> hosts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                foreach (var host in hosts.Order(StringComparer.Ordinal))
                    using (writer.PushSequence())
                        writer.WriteCharacterString(
                            UniversalTagNumber.IA5String, host, new Asn1Tag(TagClass.ContextSpecific, 2));
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                foreach (var length in new[] { 8, 32 })
                    using (writer.PushSequence())
                        writer.WriteOctetString(new byte[length], new Asn1Tag(TagClass.ContextSpecific, 7));
        }
        return new X509Extension(Identifier, writer.Encode(), critical: true);
    }
}
