;; adler32 (RFC 1950) of bytes in memory, 32 at a time. `node test/drivers/translate-wat.mjs` translates it into machine.ts.
;;
;; a is 1 plus the sum of the bytes, b the sum of all values of a. For a block of n bytes x[0..n):
;;   a' = a + sum x[i]            b' = b + n * a + sum (n - i) * x[i]
;; In steps of 32 bytes the last sum is 32 times the sum of what a had grown by before each step, plus each step's own
;; sum with the weights 32 to 1. A block has at most 1024 steps, so that no lane of 32 bits overflows.
(module
  (import "adler32" "memory" (memory 1))
  (func (export "extend") (param $at i32) (param $bytes i32) (param $sum i32) (result i32)
    (local $a i64) (local $b i64) (local $end i32) (local $low v128) (local $high v128)
    (local $grown v128) (local $before v128) (local $weighted v128)
    (local.set $a (i64.extend_i32_u (i32.and (local.get $sum) (i32.const 0xffff))))
    (local.set $b (i64.extend_i32_u (i32.shr_u (local.get $sum) (i32.const 16))))
    (block $no_more_blocks
      (loop $blocks
        (local.set $end (i32.and (select (i32.const 32768) (local.get $bytes) (i32.gt_u (local.get $bytes) (i32.const 32768))) (i32.const -32)))
        (br_if $no_more_blocks (i32.eqz (local.get $end)))
        (local.set $bytes (i32.sub (local.get $bytes) (local.get $end)))
        (local.set $b (i64.add (local.get $b) (i64.mul (local.get $a) (i64.extend_i32_u (local.get $end)))))
        (local.set $end (i32.add (local.get $at) (local.get $end)))
        (local.set $grown (v128.const i32x4 0 0 0 0))
        (local.set $before (v128.const i32x4 0 0 0 0))
        (local.set $weighted (v128.const i32x4 0 0 0 0))
        (loop $steps
          (local.set $low (v128.load (local.get $at)))
          (local.set $high (v128.load offset=16 (local.get $at)))
          (local.set $before (i32x4.add (local.get $before) (local.get $grown)))
          (local.set $grown (i32x4.add (local.get $grown)
            (i32x4.dot_i16x8_s (v128.const i16x8 1 1 1 1 1 1 1 1)
              (i16x8.add (i16x8.extadd_pairwise_i8x16_u (local.get $low)) (i16x8.extadd_pairwise_i8x16_u (local.get $high))))))
          (local.set $weighted (i32x4.add (local.get $weighted)
            (i32x4.add
              (i32x4.add
                (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $low)) (v128.const i16x8 32 31 30 29 28 27 26 25))
                (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $low)) (v128.const i16x8 24 23 22 21 20 19 18 17)))
              (i32x4.add
                (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $high)) (v128.const i16x8 16 15 14 13 12 11 10 9))
                (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $high)) (v128.const i16x8 8 7 6 5 4 3 2 1))))))
          (br_if $steps (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
        (local.set $a (i64.rem_u (i64.add (local.get $a) (call $sum_of (local.get $grown))) (i64.const 65521)))
        (local.set $b (i64.rem_u (i64.add (i64.add (local.get $b) (i64.shl (call $sum_of (local.get $before)) (i64.const 5))) (call $sum_of (local.get $weighted))) (i64.const 65521)))
        (br $blocks)))
    (block $no_more_bytes
      (loop $single
        (br_if $no_more_bytes (i32.eqz (local.get $bytes)))
        (local.set $a (i64.add (local.get $a) (i64.load8_u (local.get $at))))
        (local.set $b (i64.add (local.get $b) (local.get $a)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
        (br $single)))
    (i32.or
      (i32.shl (i32.wrap_i64 (i64.rem_u (local.get $b) (i64.const 65521))) (i32.const 16))
      (i32.wrap_i64 (i64.rem_u (local.get $a) (i64.const 65521)))))
  (func $sum_of (param $lanes v128) (result i64)
    (local.set $lanes (i64x2.add (i64x2.extend_low_i32x4_u (local.get $lanes)) (i64x2.extend_high_i32x4_u (local.get $lanes))))
    (i64.add (i64x2.extract_lane 0 (local.get $lanes)) (i64x2.extract_lane 1 (local.get $lanes)))))
