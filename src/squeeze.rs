//! Bytes made small and large again: gzip and Brotli.
//!
//! Knows nothing of: what the bytes mean.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// Compresses by gzip (RFC 1952), as small as it gets; the same bytes give the same bytes.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Compresses by gzip what is written to it, quickly rather than small.
pub fn gzip_writer<W: Write>(to: W) -> GzEncoder<W> {
    GzEncoder::new(to, Compression::fast())
}

/// Undoes [`gzip`]. More than `limit` bytes are an error, so that a small file can't fill the memory.
pub fn gunzip(bytes: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    GzDecoder::new(bytes).take(limit + 1).read_to_end(&mut out)?;
    if out.len() as u64 > limit {
        return Err(io::Error::other("too large"));
    }
    Ok(out)
}

/// Compresses by Brotli (RFC 7932), as small as it gets.
pub fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters)?;
    Ok(out)
}

/// Packs files into a zip archive; the same files give the same bytes.
pub fn archive<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> io::Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        archive.start_file(name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::{brotli, gunzip, gzip};

    #[test]
    fn what_was_made_small_comes_back() {
        let text = "Cửa khẩu Hoa Lư · ច្រកទ្វារ · 関門 ".repeat(200);
        let small = gzip(text.as_bytes()).unwrap();
        assert!(small.len() * 10 < text.len());
        assert_eq!(gunzip(&small, text.len() as u64).unwrap(), text.as_bytes());
        assert!(gunzip(&small, text.len() as u64 - 1).is_err());
        assert!(gunzip(&small[..small.len() - 4], 1 << 20).is_err());
        let mut back = Vec::new();
        ::brotli::BrotliDecompress(&mut &brotli(text.as_bytes()).unwrap()[..], &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
    }
}
